/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A log of one key per line, plain or compressed by gzip. Empty lines are no keys.
 *
 * <p>A key is the bytes of its line, whatever they encode: each byte becomes one char, so no line
 * is invalid and two different lines are never the same key. Of a line longer than {@link
 * #LONGEST_KEY} bytes the key is the SHA-256, so that a line of any length takes little memory.
 */
final class KeyLog implements KeySource {
  static final int LONGEST_KEY = 1024;

  private final String name;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;

  // One byte more, for the carriage return that may end a line.
  private final byte[] line = new byte[LONGEST_KEY + 1];

  /** Reads from {@code in}, which is gzip if it begins as gzip does, whatever its name. */
  KeyLog(String name, InputStream in) throws IOException {
    this.name = name;
    this.in = decompressed(in);
  }

  @Override
  public @Nullable String next() throws IOException {
    while (true) {
      int length = 0;
      @Nullable MessageDigest digest = null;
      int b;
      while ((b = read()) != '\n' && b != -1) {
        if (length == line.length) {
          if (digest == null) {
            digest = sha256();
          }
          digest.update(line);
          length = 0;
        }
        line[length++] = (byte) b;
      }
      if (length > 0 && line[length - 1] == '\r') {
        length--;
      }
      if (digest == null && length > LONGEST_KEY) {
        digest = sha256();
      }
      if (digest != null) {
        digest.update(line, 0, length);
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
      }
      if (length > 0) {
        return new String(line, 0, length, ISO_8859_1);
      }
      if (b == -1) {
        return null;
      }
    }
  }

  @Override
  public String description() {
    return name;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private int read() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, fill());
      if (limit == 0) {
        return -1;
      }
    }
    return buffer[position++] & 0xff;
  }

  private int fill() throws IOException {
    try {
      return in.read(buffer, 0, buffer.length);
    } catch (ZipException e) {
      throw new IOException("damaged gzip data: " + e.getMessage(), e);
    } catch (EOFException e) {
      throw new IOException("the gzip data ends too early", e);
    }
  }

  private static InputStream decompressed(InputStream in) throws IOException {
    var start = new PushbackInputStream(in, 2);
    byte[] magic = start.readNBytes(2);
    start.unread(magic);
    boolean gzip = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
    if (!gzip) {
      return start;
    }
    try {
      return new GZIPInputStream(new EagerInputStream(start), 1 << 16);
    } catch (ZipException e) {
      throw new IOException("damaged gzip data: " + e.getMessage(), e);
    } catch (EOFException e) {
      throw new IOException("the gzip data ends too early", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java runtime has SHA-256", e);
    }
  }

  /**
   * Claims that more bytes may come, since {@link GZIPInputStream} looks for a further member of
   * the file only then, and a pipe whose writer is slow says that none are there.
   */
  private static final class EagerInputStream extends FilterInputStream {
    EagerInputStream(InputStream in) {
      super(in);
    }

    @Override
    public int available() throws IOException {
      return Math.max(1, super.available());
    }
  }
}
