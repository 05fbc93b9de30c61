package com.example.orders;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;

/**
 * A user's HTTP interface whose caller has a body to subscribe to.
 */
public interface ReactiveOrders {

	@GetExchange("/bytes/{size}")
	Mono<ResponseEntity<Flux<DataBuffer>>> download(@PathVariable int size);

}
