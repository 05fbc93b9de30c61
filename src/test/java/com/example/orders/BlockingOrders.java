package com.example.orders;

import java.io.InputStream;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;

/**
 * A user's HTTP interface whose caller has a stream to close.
 */
public interface BlockingOrders {

	@GetExchange("/bytes/{size}")
	InputStream download(@PathVariable int size);

}
