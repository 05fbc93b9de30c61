package io.github.httppool.autoconfigure;

import java.util.Objects;

import io.github.httppool.autoconfigure.properties.ClientNames;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a bean for each name below {@code httppool.clients}. The bean is created
 * lazily, and injected only by qualifier, so that an injection point without one still
 * gets the shared client.
 * <p>
 * The bean definitions name a factory method instead of an instance supplier, which
 * ahead-of-time processing cannot generate code for.
 */
abstract class NamedClientsRegistrar implements ImportBeanDefinitionRegistrar, EnvironmentAware {

	private final String factoryBean;

	private final Class<?> type;

	private @Nullable Environment environment;

	/**
	 * Creates a registrar.
	 * @param factoryBean name of the bean whose method {@code client} creates the clients
	 * @param type type of the clients; its name is the suffix of their bean names
	 */
	NamedClientsRegistrar(String factoryBean, Class<?> type) {
		this.factoryBean = factoryBean;
		this.type = type;
	}

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		ClientNames.in(Objects.requireNonNull(this.environment)).forEach((name) -> {
			String bean = name + this.type.getSimpleName();
			if (!registry.containsBeanDefinition(bean) && !ClientNames.isShared(name)) {
				registry.registerBeanDefinition(bean, definition(name));
			}
		});
	}

	private BeanDefinition definition(String name) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(this.type);
		definition.setFactoryBeanName(this.factoryBean);
		definition.setFactoryMethodName("client");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		definition.setDefaultCandidate(false);
		definition.setLazyInit(true);
		return definition;
	}

}
