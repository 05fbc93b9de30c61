package io.github.httppool.text;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SecretsTests {

	@ParameterizedTest
	@ValueSource(strings = { "Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie", "X-API-Key", "apikey",
			"api_key", "X-Auth-Token", "PRIVATE-TOKEN", "X-Amz-Security-Token", "X-Goog-Api-Key", "x-functions-key",
			"Ocp-Apim-Subscription-Key", "access_token", "refreshToken", "client_secret", "password", "passwd", "pwd",
			"X-CSRF-Token", "sessionId", "sig", "code", "client_assertion", "authorizedBy" })
	void namesOfSecretsAreKnown(String name) {
		assertThat(Secrets.isNameOfOne(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Accept", "Content-Type", "Content-Length", "Host", "User-Agent", "ETag", "X-Request-Id",
			"author", "traceparent", "status-codes", "keyboard", "Keep-Alive", "encoded" })
	void otherNamesAreLeftAlone(String name) {
		assertThat(Secrets.isNameOfOne(name)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					Authorization       | Bearer abc.def           | Bearer ***
					Authorization       | abc                      | ***
					Proxy-Authorization | Basic dXNlcjpwYXNz       | Basic ***
					Set-Cookie          | SID=31d4; Path=/         | ***
					Accept              | text/html;q=0.9          | text/html;q=0.9
					Location            | https://a.example/?code=1&x=2#y | https://a.example/?code=***&x=***#***
					Referer             | https://me:pw@a.example/ | https://***@a.example/
					Location            | https://a.example/cb#access_token=abc&state=x | https://a.example/cb#access_token=***&state=***
					Location            | #access_token=abc        | #access_token=***
					X-Forwarded         | Bearer abc               | ***
					""")
	void headersAreMasked(String name, String value, String shown) {
		assertThat(Secrets.maskHeader(name, value)).isEqualTo(shown);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/orders                    | /orders
			/orders?page=2&token=abc   | /orders?page=***&token=***
			/orders?abc                | /orders?***
			/orders?a=b=c&d            | /orders?a=***&***
			/orders?                   | /orders?
			http://u:p@ss@host/x       | http://***@host/x
			https://me:pa/ss?x#y@host/x | https://***@host/x
			https://me:p@a/ss@host     | https://***@host
			https://host:8080/a@b      | https://host:8080/a@b
			https://host/@scope/a      | https://host/@scope/a
			http://[::1]:8080/a@b      | http://[::1]:8080/a@b
			/orders#abc                | /orders#***
			connection #7 of a&#39;b   | connection #7 of a&#39;b
			no url: a@b.example        | no url: a@b.example
			""")
	void urlsAreMasked(String url, String shown) {
		assertThat(Secrets.maskUrls(url)).isEqualTo(shown);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"access_token":"abc","id":1}          | {"access_token":***,"id":1}
			{"id":1,"password" : "a\\"b"}          | {"id":1,"password" : ***}
			{"id":1,"password":"a                  | {"id":1,"password":***
			{"data":{"token":"x","n":2}}           | {"data":{"token":***,"n":2}}
			{"n":2,"tokens":["a","b"]}             | {"n":2,"tokens":***
			{"secrets":{"a":{"b":1},"c":"abc"}}    | {"secrets":***
			{"password":"a\\\\\\\\","token":"abc"} | {"password":***,"token":***}
			{"name":"password","value":"abc"}      | {"name":"password","value":***}
			{"value":"abc","name":"api-key","n":2} | {"value":***,"name":"api-key","n":2}
			{"error":"invalid_token","hint":"old"} | {"error":"invalid_token","hint":"old"}
			name=password&value=abc&n=2            | name=password&value=***&n=2
			user%5Bpassword%5D=abc&n=2             | user%5Bpassword%5D=***&n=2
			<name>password</name><value>abc</value> | <name>password</name><value>***</value>
			<entry key="password">abc</entry><n>2</n> | <entry key=***>***</entry><n>2</n>
			<n>2</n><password><![CDATA[abc]]></password> | <n>2</n><password>***
			<password><value>abc</value></password> | <password>***
			<password hint="a"/><n>2</n>           | <password hint="a"/><n>2</n>
			{"pin":1234,"n":2}                     | {"pin":***,"n":2}
			{"text":"{\\"token\\":\\"abc\\"}"}     | {"text":"{\\"token\\":***}"}
			grant_type=x&client_secret=abc&n=2     | grant_type=x&client_secret=***&n=2
			<a><password>abc</password><n>2</n></a> | <a><password>***</password><n>2</n></a>
			<user password="a b" n="2"/>           | <user password=*** n="2"/>
			jwt: eyJhbGciOi.eyJzdWIiOi.c2ln end    | jwt: *** end
			see https://a.example/?sig=1 end       | see https://a.example/?sig=*** end
			plain text, nothing in it              | plain text, nothing in it
			""")
	void bodiesAreMasked(String body, String shown) {
		assertThat(Secrets.maskBody(body.replace("\\\\", "\\"))).isEqualTo(shown.replace("\\\\", "\\"));
	}

	@Test
	void hostileTextTakesNoStack() {
		assertThat(Secrets.maskBody("\"a\":\"".repeat(300))).isNotEmpty();
		assertThat(Secrets.maskBody("<a ".repeat(400))).isNotEmpty();
		assertThat(Secrets.maskBody("\\".repeat(1000) + "\"")).isNotEmpty();
		assertThat(Secrets.maskBody("\"a\":\\\\".repeat(300))).isNotEmpty();
		assertThat(Secrets.maskUrls("://".repeat(300) + "?".repeat(300))).isNotEmpty();
	}

}
