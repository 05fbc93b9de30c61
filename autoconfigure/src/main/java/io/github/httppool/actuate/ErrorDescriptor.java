package io.github.httppool.actuate;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * Why the endpoint rejected a request, with the keys of Boot's own error responses, which
 * omit the message by default.
 *
 * @param status HTTP status
 * @param error the status in words
 * @param message what is wrong with the request
 */
record ErrorDescriptor(int status, String error, String message) implements OperationResponseBody {

	static WebEndpointResponse<OperationResponseBody> badRequest(InvalidEndpointRequestException ex) {
		return response(WebEndpointResponse.STATUS_BAD_REQUEST, "Bad Request", ex);
	}

	static WebEndpointResponse<OperationResponseBody> notFound(UnknownPoolException ex) {
		return response(WebEndpointResponse.STATUS_NOT_FOUND, "Not Found", ex);
	}

	private static WebEndpointResponse<OperationResponseBody> response(int status, String error, Exception ex) {
		return new WebEndpointResponse<>(new ErrorDescriptor(status, error, String.valueOf(ex.getMessage())), status);
	}

}
