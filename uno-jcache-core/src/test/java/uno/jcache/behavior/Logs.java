/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class logs, until this is closed. */
public final class Logs implements AutoCloseable {
  private final Logger logger; // held, or it would be forgotten with its handlers
  private final List<String> messages = new CopyOnWriteArrayList<>();

  private final Handler handler =
      new Handler() {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord record) {
          messages.add(formatter.formatMessage(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private Logs(Logger logger) {
    this.logger = logger;
    logger.addHandler(handler);
  }

  /** Returns what a class logs from now on. */
  public static Logs of(Class<?> type) {
    return new Logs(Logger.getLogger(type.getName()));
  }

  /** Returns the messages, in their order. */
  public List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
  }
}
