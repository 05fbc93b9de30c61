/**
 * What all benchmarks are made of: processes, servers, clients out of Spring Boot
 * contexts as applications get them, and tables. Knows none of them.
 */
package io.github.httppool.benchmarks.harness;
