package dev.reprise.app.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

import dev.reprise.app.settings.Settings.InvalidSettingException;
import dev.reprise.app.settings.Settings.Secret;

/** Whom a connection to Redis trusts and how it identifies itself, read from files. */
final class Tls {
    private static final String CA = "REDIS_CA_FILE";
    private static final String KEY_STORE = "REDIS_KEY_STORE";
    private static final String PASSWORD = "REDIS_KEY_STORE_PASSWORD";

    private Tls() {}

    /** Null where nothing is set and the platform's own will do. */
    static @Nullable SSLContext from(Variables in) {
        String ca = in.find(CA);
        String keyStore = in.find(KEY_STORE);
        Secret password = in.secret(PASSWORD);
        if (ca == null && keyStore == null) {
            return null;
        }
        TrustManager @Nullable [] trusted = ca == null ? null : trusted(ca);
        KeyManager @Nullable [] own = keyStore == null ? null : own(keyStore, password);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own, trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this platform has no TLS", e);
        }
    }

    private static TrustManager[] trusted(String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException("it is empty");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            throw new InvalidSettingException(CA + " names no file of certificates in PEM that can be read");
        }
    }

    private static KeyManager[] own(String file, @Nullable Secret password) {
        char[] secret = password == null ? new char[0] : password.value().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance(Path.of(file).toFile(), secret);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, secret);
            return factory.getKeyManagers();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new InvalidSettingException(KEY_STORE + " names no key store (PKCS #12) that " + PASSWORD + " opens");
        }
    }
}
