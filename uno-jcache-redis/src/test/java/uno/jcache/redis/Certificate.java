/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A certificate that nobody else has signed, with its key, as servers and as clients take it. */
final class Certificate {
  static final String PASSWORD = "changeit";

  private static final String ALIAS = "redis";
  private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private final Path dir;

  /**
   * Makes one, in a directory.
   *
   * @param host whose it is, such as ip:127.0.0.1
   */
  Certificate(Path dir, String host) throws IOException, GeneralSecurityException {
    this.dir = dir;
    keytool(
        "-genkeypair",
        "-keystore",
        keyStore().toString(),
        "-storepass",
        PASSWORD,
        "-alias",
        ALIAS,
        "-keyalg",
        "EC",
        "-dname",
        "CN=redis",
        "-ext",
        "san=" + host,
        "-validity",
        "2");
    KeyStore keys = KeyStore.getInstance(keyStore().toFile(), PASSWORD.toCharArray());
    Key key = keys.getKey(ALIAS, PASSWORD.toCharArray());
    Files.writeString(keyFile(), pem("PRIVATE KEY", key.getEncoded()));
    java.security.cert.Certificate certificate = keys.getCertificate(ALIAS);
    Files.writeString(certificateFile(), pem("CERTIFICATE", certificate.getEncoded()));
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, certificate);
    try (OutputStream out = Files.newOutputStream(trustStore())) {
      trusted.store(out, PASSWORD.toCharArray());
    }
  }

  private static void keytool(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new AssertionError("keytool: " + said);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + BASE64.encodeToString(bytes)
        + "\n-----END "
        + what
        + "-----\n";
  }

  /** Returns the key, as Redis takes it. */
  Path keyFile() {
    return dir.resolve("key.pem");
  }

  /** Returns the certificate, as Redis takes it. */
  Path certificateFile() {
    return dir.resolve("certificate.pem");
  }

  /** Returns a key store of PKCS 12 that has both, for clients that must show who they are. */
  Path keyStore() {
    return dir.resolve("keys.p12");
  }

  /** Returns one that has the certificate only, for clients. */
  Path trustStore() {
    return dir.resolve("trusted.p12");
  }
}
