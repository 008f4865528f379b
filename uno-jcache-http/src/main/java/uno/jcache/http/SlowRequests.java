/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.component.ContainerLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose request does not get further than its headers for too long. Jetty cuts
 * off connections that are silent, and bodies that are slow; a client that sends a byte of a header
 * now and then would keep its connection for ever.
 */
final class SlowRequests extends AbstractLifeCycle implements Connection.Listener {
  private static final long MOST_SECONDS_OF_HEADERS = 10;

  private final Server server;
  private final Map<Connection, Progress> connections = new ConcurrentHashMap<>();

  SlowRequests(Server server) {
    this.server = server;
  }

  /** What a connection had done when that last meant something; used by one thread at a time. */
  private static final class Progress {
    private long requests;
    private long bytes;
    private long since = System.nanoTime();

    /** Returns whether the headers of a request have been on their way for too long. */
    boolean isTooSlow(Connection connection) {
      long now = System.nanoTime();
      long seen = connection.getMessagesIn();
      boolean isAnswering = seen > connection.getMessagesOut();
      if (isAnswering || seen != requests || connection.getBytesIn() == bytes) {
        requests = seen;
        bytes = connection.getBytesIn();
        since = now;
        return false;
      }
      return now - since > TimeUnit.SECONDS.toNanos(MOST_SECONDS_OF_HEADERS);
    }
  }

  @Override
  public void onOpened(Connection connection) {
    connections.put(connection, new Progress());
  }

  @Override
  public void onClosed(Connection connection) {
    connections.remove(connection);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    for (Connector connector : server.getConnectors()) {
      if (connector instanceof ContainerLifeCycle container) {
        boolean unused = container.addBean(this); // and so it hears of the connections
      }
    }
    scheduleCheck();
  }

  private void scheduleCheck() {
    Scheduler.Task unused = server.getScheduler().schedule(this::check, 1, TimeUnit.SECONDS);
  }

  private void check() {
    connections.forEach(
        (connection, progress) -> {
          if (progress.isTooSlow(connection)) {
            connection.getEndPoint().close();
          }
        });
    if (isRunning()) {
      scheduleCheck();
    }
  }
}
