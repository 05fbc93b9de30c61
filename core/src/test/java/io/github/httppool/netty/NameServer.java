package io.github.httppool.netty;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.httppool.HttpPoolSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.netty.resources.LoopResources;

/**
 * A name server on the loopback interface, whose names have the IPv4 addresses that a
 * test sets.
 */
public final class NameServer implements AfterEachCallback {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	/** Only to find the channels of an event loop. */
	private final LoopResources loops = LoopResources.create("none");

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private final Map<String, List<String>> addresses = new ConcurrentHashMap<>();

	private final Map<String, AtomicInteger> queries = new ConcurrentHashMap<>();

	private final Duration ttl;

	private final Channel channel;

	public NameServer(Duration ttl) {
		this.ttl = ttl;
		this.channel = new Bootstrap().group(this.group)
			.channel(NioDatagramChannel.class)
			.handler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel datagrams) {
					datagrams.pipeline()
						.addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder(), new Answers());
				}

			})
			.bind(InetAddress.getLoopbackAddress(), 0)
			.syncUninterruptibly()
			.channel();
	}

	/**
	 * Changes the addresses of a name; with none, there is no such name.
	 */
	public void set(String name, String... newAddresses) {
		this.addresses.put(name, List.of(newAddresses));
	}

	/**
	 * How often it was asked for the addresses of a name.
	 */
	public int queries(String name) {
		return this.queries.getOrDefault(name, new AtomicInteger()).get();
	}

	/**
	 * Returns a resolver like that of the pools that asks this server.
	 * @param names how it resolves
	 */
	public AddressResolverGroup<InetSocketAddress> resolver(HttpPoolSettings.Names names) {
		InetSocketAddress server = (InetSocketAddress) this.channel.localAddress();
		return new BoundedResolverGroup(
				new DnsResolverGroup(this.loops, LIMIT, names, new SingletonDnsServerAddressStreamProvider(server)),
				LIMIT);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.channel.close().syncUninterruptibly();
		this.group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
	}

	private final class Answers extends SimpleChannelInboundHandler<DatagramDnsQuery> {

		@Override
		protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) throws UnknownHostException {
			DnsQuestion question = query.recordAt(DnsSection.QUESTION);
			DatagramDnsResponse response = new DatagramDnsResponse(query.recipient(), query.sender(), query.id());
			response.addRecord(DnsSection.QUESTION, question);
			String name = question.name().substring(0, question.name().length() - 1);
			List<String> found = NameServer.this.addresses.getOrDefault(name, List.of());
			if (found.isEmpty()) {
				response.setCode(DnsResponseCode.NXDOMAIN);
			}
			if (question.type().equals(DnsRecordType.A)) {
				NameServer.this.queries.computeIfAbsent(name, (key) -> new AtomicInteger()).incrementAndGet();
				for (String address : found) {
					response.addRecord(DnsSection.ANSWER,
							new DefaultDnsRawRecord(question.name(), DnsRecordType.A, NameServer.this.ttl.toSeconds(),
									Unpooled.wrappedBuffer(InetAddress.getByName(address).getAddress())));
				}
			}
			context.writeAndFlush(response);
		}

	}

}
