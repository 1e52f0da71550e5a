package dev.reprise.cache.redis.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;

/**
 * TLS in front of a port of this machine, for any Redis, also one that was built without it; and the certificates for
 * both sides, which sign themselves. Its threads are daemons.
 */
public final class TlsFront implements AutoCloseable {
    /** Of every key store that {@link #identity} makes. */
    public static final String PASSWORD = "for-tests";

    private final int target;
    private final SSLServerSocket listener;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

    private TlsFront(int target, SSLContext context, boolean demandsCertificate) throws IOException {
        this.target = target;
        listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 0,
                InetAddress.getLoopbackAddress());
        listener.setNeedClientAuth(demandsCertificate);
        daemon(this::accept);
    }

    /**
     * Listens on a free port and forwards to this one.
     *
     * @param own the key store of the server's side
     * @param trusted the certificate that a client must show; null to demand none
     */
    public static TlsFront to(int port, Path own, @Nullable Path trusted) {
        try {
            return new TlsFront(port, context(own, trusted), trusted != null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** A new key store (PKCS #12) with a key and its certificate for 127.0.0.1. */
    public static Path identity(Path folder, String name) {
        Path store = folder.resolve(name + ".p12");
        try {
            Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext",
                    "san=ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD)
                    .redirectErrorStream(true).start();
            String output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + output);
            }
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A new file with the certificate of an identity, in PEM. */
    public static Path certificate(Path identity) {
        try {
            KeyStore store = KeyStore.getInstance(identity.toFile(), PASSWORD.toCharArray());
            byte[] der = store.getCertificate(store.aliases().nextElement()).getEncoded();
            String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                    + "\n-----END CERTIFICATE-----\n";
            return Files.writeString(Path.of(identity + ".pem"), pem);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shows this identity, and trusts another's certificate; either may be null for none in particular. */
    public static SSLContext context(@Nullable Path own, @Nullable Path trusted) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            if (own != null) {
                keys.init(KeyStore.getInstance(own.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            if (trusted != null) {
                KeyStore identity = KeyStore.getInstance(trusted.toFile(), PASSWORD.toCharArray());
                KeyStore certificates = KeyStore.getInstance("PKCS12");
                certificates.load(null, null);
                certificates.setCertificateEntry("it", identity.getCertificate(identity.aliases().nextElement()));
                trust.init(certificates);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own == null ? null : keys.getKeyManagers(),
                    trusted == null ? null : trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                daemon(() -> forward(client, server));
                daemon(() -> forward(server, client));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private static void forward(Socket from, Socket to) {
        try (from; to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Either side is gone, or the client is not wanted.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "tls-front");
        thread.setDaemon(true);
        thread.start();
    }

    /** Closes all connections and the port. Idempotent. */
    @Override
    public void close() {
        open.add(listener);
        for (Closeable closeable : open) {
            try {
                closeable.close();
            } catch (IOException e) {
                // It is of no more use either way.
            }
        }
    }
}
