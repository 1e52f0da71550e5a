package dev.reprise.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.reprise.cache.Codec;

/** Text as UTF-8. */
enum TextCodec implements Codec<String> {
    INSTANCE;

    @Override
    public byte[] encode(String value) {
        return value.getBytes(UTF_8);
    }

    @Override
    public String decode(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
