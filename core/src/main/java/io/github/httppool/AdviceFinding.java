package io.github.httppool;

/**
 * Something that stands out in a pool.
 *
 * @param kind what it is
 * @param text the evidence and what it means, in one line
 */
public record AdviceFinding(FindingKind kind, String text) {

}
