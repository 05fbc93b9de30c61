package io.github.httppool.benchmarks.stale;

import java.io.IOException;
import java.nio.file.Files;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/**
 * Tomcat that keeps a connection for a second and for 20 requests.
 */
public final class TomcatUpstream {

	private TomcatUpstream() {
	}

	public static void main(String[] args) throws Exception {
		Tomcat tomcat = new Tomcat();
		tomcat.setBaseDir(Files.createTempDirectory("httppool-tomcat").toString());
		tomcat.setPort(Integer.parseInt(args[0]));
		tomcat.getConnector().setProperty("address", "127.0.0.1");
		tomcat.getConnector().setProperty("keepAliveTimeout", "1000");
		tomcat.getConnector().setProperty("maxKeepAliveRequests", "20");
		Context context = tomcat.addContext("", null);
		Tomcat.addServlet(context, "answer", new AnswerServlet());
		context.addServletMappingDecoded("/answer", "answer");
		tomcat.start();
		tomcat.getServer().await();
	}

	private static final class AnswerServlet extends HttpServlet {

		private static final long serialVersionUID = 1L;

		@Override
		protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
			request.getInputStream().readAllBytes();
			System.out.println(request.getHeader("X-Id"));
			response.getWriter().write("ok");
		}

	}

}
