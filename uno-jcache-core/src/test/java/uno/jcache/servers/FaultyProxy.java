/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A network between clients and a server on this machine that does what networks do: it holds what
 * was sent and delivers it later, swallows it, delays it, cuts connections and refuses new ones.
 *
 * <p>What a held connection has taken from its client is delivered on {@link #release}, also where
 * the client has closed the connection meanwhile: as by a router that comes back. A connection that
 * swallowed something never delivers anything again, since a stream with a hole is not what a
 * network makes.
 *
 * <p>Faults concern the connections that there are when the method is called; those that are made
 * later pass, unless the method says otherwise. Safe for use by many threads.
 */
public final class FaultyProxy implements AutoCloseable {
  private final int server;
  private final int port;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final AtomicLong bytesToServer = new AtomicLong();
  private final AtomicLong bytesToClient = new AtomicLong();

  /** Guards what follows, and the state of connections; notified on each change. */
  private final Object lock = new Object();

  private ServerSocket listening;
  private State stateOfNew = State.PASSING;
  private Predicate<String> holdsWhen = sent -> false;
  private long delayNanos;
  private boolean closed;

  private enum State {
    PASSING,
    /** Takes everything, delivers nothing yet. */
    HOLDING,
    /** Takes everything, and will never deliver anything. */
    SWALLOWING
  }

  /** Stands before a server that listens on this port of the loopback address. */
  public FaultyProxy(int server) {
    this.server = server;
    try {
      this.listening = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.port = listening.getLocalPort();
    accept(listening);
  }

  /** Returns the port at which clients connect. */
  public int port() {
    return port;
  }

  /** Returns the address, as {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  // ---- faults

  /** Holds what is sent over the connections of now, in both directions, until {@link #release}. */
  public void holdExisting() {
    change(() -> setAll(State.HOLDING));
  }

  /** Holds what is sent over all connections, also those that are made later. */
  public void holdAll() {
    change(
        () -> {
          stateOfNew = State.HOLDING;
          setAll(State.HOLDING);
        });
  }

  /**
   * Holds each connection from the moment on at which something is sent to the server that contains
   * a text: the part that contains it is the first that is held.
   */
  public void holdWhenSent(String text) {
    change(() -> holdsWhen = sent -> sent.contains(text));
  }

  /** Swallows what is sent over the connections of now; they stay open, and dead. */
  public void swallowExisting() {
    change(() -> setAll(State.SWALLOWING));
  }

  /** Swallows what is sent over all connections, also those that are made later. */
  public void swallowAll() {
    change(
        () -> {
          stateOfNew = State.SWALLOWING;
          setAll(State.SWALLOWING);
        });
  }

  /** Delays what is sent from now on by so many milliseconds in each direction; 0 for not. */
  public void delay(long millis) {
    change(() -> delayNanos = millis * 1_000_000);
  }

  /** Refuses new connections until {@link #release}, and cuts those that there are. */
  public void refuse() {
    change(
        () -> {
          try {
            listening.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    cut();
  }

  /** Closes the connections of now that hold nothing; what they had taken may be lost. */
  public void cut() {
    for (Connection connection : connections) {
      synchronized (lock) {
        if (connection.state == State.HOLDING) {
          continue;
        }
      }
      connection.close();
    }
  }

  /**
   * Ends all faults: delivers what was held, in its order; closes what swallowed; takes new
   * connections; delays nothing.
   */
  public void release() {
    change(
        () -> {
          stateOfNew = State.PASSING;
          holdsWhen = sent -> false;
          delayNanos = 0;
          for (Connection connection : connections) {
            if (connection.state == State.SWALLOWING) {
              connection.close();
            } else {
              connection.state = State.PASSING;
            }
          }
          if (listening.isClosed() && !closed) {
            listening = listenAgain();
            accept(listening);
          }
        });
  }

  private ServerSocket listenAgain() {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void setAll(State state) {
    connections.forEach(connection -> connection.state = state);
  }

  private void change(Runnable change) {
    synchronized (lock) {
      change.run();
      lock.notifyAll();
    }
  }

  // ---- what was sent

  /** Returns how many parts wait to be delivered to the server. */
  public int heldForServer() {
    synchronized (lock) {
      return connections.stream()
          .filter(connection -> connection.state == State.HOLDING)
          .mapToInt(connection -> connection.toServer.waiting.size())
          .sum();
    }
  }

  /** Returns how many bytes were delivered to the server. */
  public long bytesToServer() {
    return bytesToServer.get();
  }

  /** Returns how many bytes were delivered to clients. */
  public long bytesToClient() {
    return bytesToClient.get();
  }

  // ---- connections

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  private static void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // closed by one of the two
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "faulty-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(ServerSocket socket) {
    inBackground(
        () -> {
          while (true) {
            Socket client = socket.accept();
            if (socket.isClosed()) { // by then, as the system takes a moment for that
              client.close();
              continue;
            }
            try {
              start(new Connection(client));
            } catch (IOException e) {
              client.close(); // the server is not there
            }
          }
        });
  }

  private void start(Connection connection) {
    synchronized (lock) {
      connection.state = stateOfNew;
      connections.add(connection);
    }
    connection.start();
  }

  /** One connection of a client, and ours to the server for it. */
  private final class Connection {
    private final Socket client;
    private final Socket behind;
    private final Direction toServer;
    private final Direction toClient;
    private State state = State.PASSING; // guarded by the lock
    private int ended; // directions that ended; guarded by the lock

    Connection(Socket client) throws IOException {
      this.client = client;
      this.client.setTcpNoDelay(true);
      this.behind = new Socket(InetAddress.getLoopbackAddress(), server);
      this.behind.setTcpNoDelay(true);
      this.toServer = new Direction(this, client, behind, bytesToServer, true);
      this.toClient = new Direction(this, behind, client, bytesToClient, false);
    }

    void start() {
      for (Direction direction : List.of(toServer, toClient)) {
        inBackground(direction::take);
        inBackground(direction::deliver);
      }
    }

    void close() {
      for (Socket socket : List.of(client, behind)) {
        try {
          socket.close();
        } catch (IOException e) {
          // it is of no use any more
        }
      }
      synchronized (lock) {
        connections.remove(this);
        lock.notifyAll();
      }
    }
  }

  /** What one of the two has sent; an empty one where it has closed its side. */
  private static final class Part {
    private final byte[] bytes;
    private final long takenAt = System.nanoTime();

    Part(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private final class Direction {
    private final Connection connection;
    private final Socket from;
    private final Socket to;
    private final AtomicLong delivered;
    private final boolean toServer;
    private final Deque<Part> waiting = new ArrayDeque<>(); // guarded by the lock

    Direction(
        Connection connection, Socket from, Socket to, AtomicLong delivered, boolean toServer) {
      this.connection = connection;
      this.from = from;
      this.to = to;
      this.delivered = delivered;
      this.toServer = toServer;
    }

    void take() throws IOException {
      byte[] buffer = new byte[65_536];
      InputStream in = from.getInputStream();
      try {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          add(Arrays.copyOf(buffer, n));
        }
      } finally {
        add(new byte[0]);
      }
    }

    private void add(byte[] bytes) {
      synchronized (lock) {
        if (toServer
            && connection.state == State.PASSING
            && holdsWhen.test(new String(bytes, StandardCharsets.ISO_8859_1))) {
          connection.state = State.HOLDING;
        }
        waiting.add(new Part(bytes));
        lock.notifyAll();
      }
    }

    void deliver() throws IOException, InterruptedException {
      try {
        OutputStream out = to.getOutputStream();
        for (Part next = next(); next.bytes.length > 0; next = next()) {
          delivered.addAndGet(next.bytes.length); // before whoever waits for them goes on
          out.write(next.bytes);
        }
        to.shutdownOutput();
      } finally {
        ended();
      }
    }

    /** Waits until there is something that may be delivered. */
    private Part next() throws InterruptedException {
      synchronized (lock) {
        while (true) {
          Part first = waiting.peek();
          if (first != null && connection.state == State.SWALLOWING) {
            waiting.remove();
            if (first.bytes.length == 0) {
              return first;
            }
          } else if (first == null || connection.state == State.HOLDING) {
            lock.wait();
          } else {
            long left = first.takenAt + delayNanos - System.nanoTime();
            if (left <= 0) {
              return waiting.remove();
            }
            lock.wait(left / 1_000_000, (int) (left % 1_000_000));
          }
        }
      }
    }

    private void ended() {
      boolean both;
      synchronized (lock) {
        both = ++connection.ended == 2;
      }
      if (both) {
        connection.close();
      }
    }
  }

  @Override
  public void close() {
    change(
        () -> {
          closed = true;
          try {
            listening.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    connections.forEach(Connection::close);
  }
}
