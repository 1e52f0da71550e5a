package dev.reprise.cache.redis;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts envelopes with AES-256-GCM. Who has the store and not the key can read no entry, make none and change none,
 * and pass none off as another's. Thread-safe.
 *
 * <table>
 * <caption>The bytes of a sealed envelope in order</caption>
 * <tr><th>at</th><th>bytes</th><th>what</th></tr>
 * <tr><td>0</td><td>4</td><td>{@code RPRS} in ASCII, as in the plain form</td></tr>
 * <tr><td>4</td><td>1</td><td>version, 1</td></tr>
 * <tr><td>5</td><td>1</td><td>flags, 1</td></tr>
 * <tr><td>6</td><td>12</td><td>nonce, random</td></tr>
 * <tr><td>18</td><td>n</td><td>encrypted: all of the plain form from after its flags to the end of its payload</td></tr>
 * <tr><td>18 + n</td><td>16</td><td>GCM's tag, which does the work of the checksum</td></tr>
 * </table>
 *
 * The additional authenticated data are the first 6 bytes and then the envelope's name on Redis, in UTF-8: under another
 * name it cannot be opened.
 */
final class Seal {
    private static final int KEY = 32;
    private static final int NONCE = 12;
    private static final int TAG = 16;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    /** @throws IllegalArgumentException where this is no AES key of 256 bits; the message does not show it */
    Seal(SecretKey key) {
        byte[] bytes = key.getEncoded();
        if (!key.getAlgorithm().equalsIgnoreCase("AES") || bytes == null || bytes.length != KEY) {
            throw new IllegalArgumentException("an encryption key must be an AES key of 32 bytes");
        }
        this.key = key;
    }

    /**
     * The sealed form of an envelope.
     *
     * @param plain its head and what is to be encrypted
     * @param name where it will stand
     */
    byte[] close(ByteBuffer plain, byte[] name) {
        byte[] head = new byte[Envelope.HEAD];
        byte[] nonce = new byte[NONCE];
        ByteBuffer sealed = ByteBuffer.allocate(plain.remaining() + NONCE + TAG);
        plain.get(head);
        random.nextBytes(nonce);
        sealed.put(head).put(nonce);
        try {
            cipher(Cipher.ENCRYPT_MODE, nonce, head, name).doFinal(plain, sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform has no AES-GCM", e);
        }
        return sealed.array();
    }

    /**
     * What was encrypted in a sealed envelope.
     *
     * @param name where it stood
     * @throws UnreadableException where it was not sealed with this key for this name, or changed since
     */
    ByteBuffer open(byte[] sealed, byte[] name) {
        if (sealed.length < Envelope.HEAD + NONCE + TAG) {
            throw new UnreadableException("too short", null);
        }
        ByteBuffer in = ByteBuffer.wrap(sealed);
        byte[] head = new byte[Envelope.HEAD];
        byte[] nonce = new byte[NONCE];
        in.get(head).get(nonce);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce, head, name);
            return ByteBuffer.wrap(cipher.doFinal(sealed, in.position(), in.remaining()));
        } catch (GeneralSecurityException e) {
            throw new UnreadableException("not sealed with this key for this name", null);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] head, byte[] name) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG * Byte.SIZE, nonce));
        cipher.updateAAD(head);
        cipher.updateAAD(name);
        return cipher;
    }
}
