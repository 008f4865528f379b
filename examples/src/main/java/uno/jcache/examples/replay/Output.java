/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.examples.replay;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Duration;

/** Standard output, with a line that changes in place where it is a terminal. */
final class Output {
  private final OutputStream out;
  private final Charset charset;
  private final int columns;
  private int shown;

  /**
   * Creates an output.
   *
   * @param columns the width of the terminal, or 0 if {@code out} is none
   */
  Output(OutputStream out, Charset charset, int columns) {
    this.out = out;
    this.charset = charset;
    this.columns = columns;
  }

  /** How often it is worth to tell the progress. */
  Duration interval() {
    return columns > 0 ? Duration.ofMillis(200) : Duration.ofSeconds(1);
  }

  /** Prints a line that stays. */
  void line(String line) {
    endProgress();
    write(line + System.lineSeparator());
  }

  /** Prints how far the program is: on a terminal instead of the last such line. */
  void progress(String line) {
    if (columns == 0) {
      write(line + System.lineSeparator());
      return;
    }
    // A full last column would make some terminals begin a new line.
    String cut = line.substring(0, Math.min(line.length(), columns - 1));
    write("\r" + cut + " ".repeat(Math.max(0, shown - cut.length())));
    shown = cut.length();
  }

  /** Removes the line of progress from a terminal. */
  void endProgress() {
    if (shown > 0) {
      write("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
  }

  /** For text of others, whose lines stay too. */
  PrintWriter writer() {
    return new PrintWriter(new OutputStreamWriter(out, charset), true);
  }

  private void write(String text) {
    try {
      out.write(text.getBytes(charset));
      out.flush();
    } catch (IOException e) {
      throw new OutputException(e);
    }
  }

  /** Nobody could read what the program wrote. */
  static final class OutputException extends UncheckedIOException {
    @Serial private static final long serialVersionUID = 1;

    OutputException(IOException cause) {
      super(cause.getMessage(), cause);
    }

    /** Whether the reader, such as {@code head}, just has read enough. */
    boolean closedByReader() {
      return String.valueOf(getMessage()).contains("pipe");
    }
  }
}
