package io.github.httppool.sockets;

import java.net.InetSocketAddress;

import io.github.httppool.SocketState;

/**
 * A row of the kernel's table of TCP sockets.
 *
 * @param localPort port of this end
 * @param remote the other end
 * @param state state of the socket
 */
record TcpSocket(int localPort, InetSocketAddress remote, SocketState state) {

}
