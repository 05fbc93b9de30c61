package io.github.httppool.boot;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import io.github.httppool.netty.PooledClients;
import io.github.httppool.restclient.HttpPoolClientHttpRequestFactory;
import io.github.httppool.webclient.HttpPoolClientHttpConnector;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The request factory or connector that a client sends with, found through all its
 * wrappers.
 * <p>
 * Clients do not expose it, and a trial call would run code of the application, so it is
 * read from fields: the fields of the application's wrappers cannot be reached in any
 * other way.
 */
final class Transport {

	private static final Log logger = LogFactory.getLog(Transport.class);

	private static final String EXCHANGE_FUNCTION = "org.springframework.web.reactive.function.client.ExchangeFunction";

	private static final List<String> TEST_PACKAGES = List.of("org.springframework.test.", "org.mockito.");

	/** Mockito defines a mock in the package of the type that it mocks. */
	private static final String MOCK = "$MockitoMock$";

	private static final List<Class<?>> TYPES = types();

	/** From the outermost to the innermost. */
	private final List<Object> parts = new ArrayList<>();

	private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

	private Transport() {
	}

	private static List<Class<?>> types() {
		List<Class<?>> types = new ArrayList<>(List.of(ClientHttpRequestFactory.class,
				ClientHttpRequestFactoryBuilder.class, ClientHttpConnector.class, HttpClient.class));
		ClassLoader classLoader = Transport.class.getClassLoader();
		if (ClassUtils.isPresent(EXCHANGE_FUNCTION, classLoader)) {
			types.add(ClassUtils.resolveClassName(EXCHANGE_FUNCTION, classLoader));
		}
		return List.copyOf(types);
	}

	/**
	 * Unwraps a request factory, a connector or a similar object.
	 */
	static Transport of(Object outermost) {
		Transport transport = new Transport();
		transport.add(outermost);
		return transport;
	}

	/**
	 * Reads the transport of a client or a builder from its fields.
	 * @param owner the client or builder
	 * @param type type that declares the fields
	 * @param fields their names; the first one that is set counts
	 * @return the transport, {@code null} if none is set
	 * @throws IllegalStateException if there is no such field
	 */
	static @Nullable Transport in(Object owner, Class<?> type, String... fields) {
		for (String name : fields) {
			Field field = ReflectionUtils.findField(type, name);
			if (field == null) {
				throw new IllegalStateException("%s has no field '%s'".formatted(type.getName(), name));
			}
			Object value = value(field, owner);
			if (value != null) {
				return of(value);
			}
		}
		return null;
	}

	private void add(Object part) {
		if (!this.seen.add(part)) {
			return;
		}
		this.parts.add(part);
		if (!isLast(part)) {
			ReflectionUtils.doWithFields(part.getClass(), (field) -> addIfPart(value(field, part)),
					(field) -> !Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive());
		}
	}

	private void addIfPart(@Nullable Object value) {
		if (value != null && TYPES.stream().anyMatch((type) -> type.isInstance(value))) {
			add(value);
		}
	}

	private static @Nullable Object value(Field field, Object owner) {
		ReflectionUtils.makeAccessible(field);
		return ReflectionUtils.getField(field, owner);
	}

	private static boolean isLast(Object part) {
		return part instanceof HttpClient || isOurs(part);
	}

	private static boolean isOurs(Object part) {
		return part instanceof HttpPoolClientHttpRequestFactory || part instanceof HttpPoolClientHttpConnector
				|| part instanceof HttpPoolClientHttpRequestFactoryBuilder;
	}

	/**
	 * Returns whether calls take their connections from a pool.
	 */
	boolean isOnPool() {
		return this.parts.stream()
			.anyMatch((part) -> isOurs(part) || (part instanceof HttpClient client && isPooled(client)));
	}

	/**
	 * Returns whether a test has replaced the real transport with this one.
	 */
	boolean isTestDouble() {
		return this.parts.stream()
			.map((part) -> part.getClass().getName())
			.anyMatch((name) -> TEST_PACKAGES.stream().anyMatch(name::startsWith) || name.contains(MOCK));
	}

	/**
	 * Returns the client of Spring's request factory or connector for Reactor Netty.
	 * @param transport the request factory or connector
	 * @return its client, {@code null} if it was not found, because another version of
	 * Spring may keep it elsewhere
	 */
	static @Nullable HttpClient findHttpClient(Object transport) {
		try {
			return of(transport).parts.stream()
				.filter(HttpClient.class::isInstance)
				.map(HttpClient.class::cast)
				.findFirst()
				.orElse(null);
		}
		catch (RuntimeException ex) {
			logger.debug("Cannot tell which HttpClient %s has".formatted(transport.getClass().getName()), ex);
			return null;
		}
	}

	/**
	 * Returns the client that a request factory or connector of ours sends with.
	 * @param transport the request factory or connector, perhaps in wrappers
	 * @return its client, {@code null} if there is none of ours or it was not found
	 */
	static @Nullable HttpClient findPooledClient(Object transport) {
		try {
			for (Object part : of(transport).parts) {
				if (part instanceof HttpPoolClientHttpRequestFactory factory) {
					return factory.httpClient();
				}
				if (part instanceof HttpPoolClientHttpConnector connector) {
					return findHttpClient(connector.connector());
				}
			}
			return null;
		}
		catch (RuntimeException ex) {
			logger.debug("Cannot tell which HttpClient %s has".formatted(transport.getClass().getName()), ex);
			return null;
		}
	}

	static boolean isPooled(HttpClient client) {
		return PooledClients.isPooled(client);
	}

	/**
	 * Describes the transport: its innermost part, and what is known about its
	 * connections.
	 */
	@Override
	public String toString() {
		Object last = this.parts.get(this.parts.size() - 1);
		if (!(last instanceof HttpClient client)) {
			return name(last);
		}
		return (this.parts.size() > 1) ? name(this.parts.get(this.parts.size() - 2)) + " with " + connections(client)
				: connections(client);
	}

	private static String connections(HttpClient client) {
		String provider = client.configuration().connectionProvider().name();
		return (provider != null) ? "connection provider '" + provider + "'" : "a connection provider of its own";
	}

	private static String name(Object part) {
		Class<?> type = part.getClass();
		return (type.isSynthetic() ? "a lambda expression in " : "") + ClassUtils.getShortName(type);
	}

}
