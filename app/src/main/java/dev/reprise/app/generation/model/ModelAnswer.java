package dev.reprise.app.generation.model;

/**
 * What a model wrote and finished.
 *
 * @param inputTokens as the model reports; 0 where it does not
 * @param outputTokens likewise
 */
record ModelAnswer(String text, long inputTokens, long outputTokens) {}
