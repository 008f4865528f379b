/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.cache.CacheException;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.BatchOptions;
import org.redisson.api.RKeys;
import org.redisson.api.options.KeysOptions;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.api.options.ObjectParams;
import org.redisson.api.options.OptionalOptions;
import org.redisson.api.options.PlainOptions;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.ReadMode;
import org.redisson.connection.ConnectionManager;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import uno.jcache.spi.OperationTime;
import uno.jcache.spi.StoreException;

/**
 * The connection to Redis, which the stores of a provider share. Every call ends within the
 * time-out and a little more, less what the operation has waited before ({@link OperationTime}),
 * and is made once: whether one that was not answered took effect is unknown, and it might take
 * effect twice if it were sent again. But it has taken effect when the caller hears of the failure,
 * or never will: each change carries the time until when it may, by the server's clock ({@link
 * ServerClock}). One that the server refuses as too late is sent again as long as there is time.
 *
 * <p>Connects when it is first used, in a thread of its own: Redisson does it in the caller's, for
 * longer than the time-out, and an interrupt would end it. Safe for use by many threads, also
 * interrupted ones.
 */
final class RedisServer implements AutoCloseable {
  /** So many are asked before a cluster counts as one that does not answer. */
  private static final int PLACES_ASKED = 8;

  /** How long a call waits for the first connection, in milliseconds. */
  private static final long CONNECTING = 3_000;

  private static final long MESSAGE_SLACK = 1_000; // in milliseconds

  private static final Duration RECONNECTION = Duration.ofMillis(200);

  private final String provider;
  private final RedisSettings settings;
  private final Redisson client;
  private final ClientThreads threads;
  private final boolean cluster;
  private final Commands commands;
  private final RKeys keys;
  private final ScriptSender sender;
  private final Nodes nodes;
  private final InvalidationChannel channel;
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> connecting =
      new AtomicReference<>();

  /** Called when a server answers again. */
  private final List<Runnable> onRecovery = new CopyOnWriteArrayList<>();

  private volatile boolean closed;

  RedisServer(String provider, RedisSettings settings) {
    this.provider = provider;
    this.settings = settings;
    Config config = config();
    this.cluster = config.isClusterConfig();
    this.threads = new ClientThreads(config);
    this.client = create(config);
    threads.take(client);
    Duration timeout = Duration.ofMillis(settings.timeout());
    this.commands =
        new Commands(
            client
                .getCommandExecutor()
                .copy((ObjectParams) OptionalOptions.defaults().timeout(timeout).retryAttempts(0)),
            BatchOptions.defaults()
                .responseTimeout(settings.timeout(), TimeUnit.MILLISECONDS)
                .retryAttempts(0));
    this.keys = client.getKeys(KeysOptions.defaults().timeout(timeout).retryAttempts(0));
    this.channel =
        new InvalidationChannel(
            client.getTopic(PlainOptions.name(channelName()).codec(ByteArrayCodec.INSTANCE)),
            settings.maxStaleness());
    this.sender = new ScriptSender(commands, cluster);
    this.nodes =
        new Nodes(
            settings.servers(),
            Layout.anywhere(settings.namespace()),
            cluster ? connections() : null,
            new NodeSender());
  }

  private Config config() {
    Config config = settings.file().isPresent() ? ofFile() : new Config();
    if (settings.file().isEmpty()) {
      BaseConfig<?> servers = servers(config);
      servers.setRetryAttempts(0);
      servers.setConnectTimeout(2_000);
      servers.setPingConnectionInterval(1_000);
      servers.setReconnectionDelay(new ConstantDelay(RECONNECTION));
      config.setNettyThreads(4);
    }
    config.setNettyHook(new BrokenConnections(this::subscriptionBroke));
    config.setCodec(ByteArrayCodec.INSTANCE); // others would admit any class
    config.setReferenceEnabled(false); // or each value that comes is looked up as one
    config.setLazyInitialization(true);
    config.setUseThreadClassLoader(false);
    return config;
  }

  private void subscriptionBroke() {
    channel.broke();
  }

  private Config ofFile() {
    try {
      return Config.fromYAML(settings.file().orElseThrow().toFile());
    } catch (IOException | RuntimeException | LinkageError e) {
      throw noConfiguration(e);
    }
  }

  private Redisson create(Config config) {
    try {
      return OwnThreads.call(
          "uno-jcache-redis-" + provider, () -> (Redisson) Redisson.create(config));
    } catch (RuntimeException | LinkageError e) {
      throw noConfiguration(e);
    }
  }

  /** Without the cause, which may show lines of a file, and these a password. */
  private IllegalArgumentException noConfiguration(Throwable why) {
    return new IllegalArgumentException(
        "Provider '"
            + provider
            + "': "
            + (settings.file().isPresent() ? "'" + RedisSettings.FILE + "' " : "")
            + settings.servers()
            + " is no configuration of Redisson's that can be used here: "
            + ((why instanceof MarkedYAMLException wrong) ? problem(wrong) : why.toString()));
  }

  private static String problem(MarkedYAMLException wrong) {
    return wrong.getProblem() + " in line " + (wrong.getProblemMark().getLine() + 1);
  }

  private BaseConfig<?> servers(Config config) {
    String username = settings.username();
    String password = settings.password();
    if (!username.isEmpty()) {
      config.setUsername(username);
    }
    if (!password.isEmpty()) {
      config.setPassword(password);
    }
    return switch (settings.mode()) {
      case SINGLE ->
          config
              .useSingleServer()
              .setAddress(settings.urls().get(0))
              .setDatabase(settings.database())
              .setConnectionMinimumIdleSize(2);
      case SENTINEL ->
          config
              .useSentinelServers()
              .addSentinelAddress(settings.urls().toArray(String[]::new))
              .setMasterName(settings.master())
              .setCheckSentinelsList(false) // one that answers is enough
              .setDatabase(settings.database())
              .setMasterConnectionMinimumIdleSize(2)
              .setSlaveConnectionMinimumIdleSize(1)
              .setReadMode(ReadMode.MASTER);
      case CLUSTER ->
          config
              .useClusterServers()
              .setScanInterval(1_000)
              .setCheckSlotsCoverage(false) // the others answer, also where one is gone
              .addNodeAddress(settings.urls().toArray(String[]::new))
              .setMasterConnectionMinimumIdleSize(2)
              .setSlaveConnectionMinimumIdleSize(1)
              .setReadMode(ReadMode.MASTER);
    };
  }

  private ConnectionManager connections() {
    return client.getCommandExecutor().getConnectionManager();
  }

  RedisSettings settings() {
    return settings;
  }

  /** Returns where changes are told. */
  String channelName() {
    return Layout.channel(settings.namespace());
  }

  /** Returns what is known of the clock of the server that has a key. */
  ServerClock clock(String place) {
    return nodes.of(place).clock();
  }

  /** Returns what others tell of their changes. */
  InvalidationChannel channel() {
    return channel;
  }

  /** Returns whether keys lie in slots. */
  boolean isCluster() {
    return cluster;
  }

  /** Returns whether the server answers, as far as is known. */
  boolean isInService() {
    return !closed && nodes.areInService();
  }

  /** Runs an action each time a server answers again; the result ends that. */
  Runnable onRecovery(Runnable action) {
    onRecovery.add(action);
    return () -> onRecovery.remove(action);
  }

  // ---- calls

  /**
   * Makes a call to the server that has a key, and waits for its answer.
   *
   * @throws StoreException if there is none in time
   */
  private <T extends @Nullable Object> T call(
      String place, Function<Node, ? extends CompletionStage<T>> call) {
    ensureConnected();
    return waiting(nodes.of(place), limits -> call(place, limits, call));
  }

  /** Makes calls for which the operation that this thread is at waits. */
  private <T extends @Nullable Object> T waiting(Node node, Function<Limits, T> calls) {
    long start = System.nanoTime();
    Limits limits = Limits.of(start, OperationTime.waited(), settings);
    if (limits.effect - start <= 0) {
      throw failure(node, new NotSent(new TimedOut()));
    }
    try {
      return calls.apply(limits);
    } finally {
      OperationTime.waited(System.nanoTime() - start);
    }
  }

  /** Makes a call, once there is a connection. */
  private <T extends @Nullable Object> T call(
      String place, Limits limits, Function<Node, ? extends CompletionStage<T>> call) {
    Node node = nodes.of(place);
    check(node);
    try {
      CompletionStage<T> answer =
          OwnThreads.leavingNothing(
              () -> {
                CompletionStage<T> sent = call.apply(node);
                node.refreshClock(place);
                return sent;
              });
      T answered = await(answer, limits.answer);
      node.breaker().succeeded();
      return answered;
    } catch (RuntimeException e) {
      throw failed(node, limits, e);
    }
  }

  /**
   * Until when a call may take effect, and is answered; as {@link System#nanoTime} tells the time.
   * It is given up no earlier than it may take effect, and so what became of it is settled then.
   *
   * @param isShort whether the operation has waited long before, so that it says little of the
   *     server if there is no answer
   */
  private record Limits(long effect, long answer, boolean isShort) {
    /**
     * Returns those of a call.
     *
     * @param start when it begins
     * @param waited how long the operation has waited by then, in nanoseconds
     */
    static Limits of(long start, long waited, RedisSettings settings) {
      long begun = start - waited;
      return new Limits(
          begun + TimeUnit.MILLISECONDS.toNanos(settings.timeout()),
          begun + TimeUnit.MILLISECONDS.toNanos(timeoutMillis(settings)),
          waited > TimeUnit.MILLISECONDS.toNanos(settings.timeout()) / 4);
    }
  }

  /** Returns how long to wait for an answer which Redisson does not wait for in time. */
  private static long timeoutMillis(RedisSettings settings) {
    return settings.timeout() + settings.timeout() / 4 + 20;
  }

  /**
   * Returns how long after it has failed the message of a change can come, in nanoseconds: later,
   * followers have heard that they miss some.
   */
  long messagesLast() {
    return TimeUnit.MILLISECONDS.toNanos(
        timeoutMillis(settings) + settings.maxStaleness() + MESSAGE_SLACK);
  }

  private long answerBy() {
    return Limits.of(System.nanoTime(), 0, settings).answer;
  }

  private void check(Node node) {
    Throwable refusal = node.breaker().refusal();
    if (refusal != null) {
      throw failure(node, new NotSent(refusal));
    }
  }

  private StoreException failed(Node node, Limits limits, RuntimeException e) {
    if (!(e instanceof TimedOut && limits.isShort)) {
      takeNote(node, e);
    }
    return failure(node, e);
  }

  private static void takeNote(Node node, RuntimeException e) {
    if (isNoAnswer(e)) {
      node.breaker().failed(e);
    } else {
      node.breaker().succeeded(); // it answered, if not what one would like
    }
  }

  private static boolean isNoAnswer(Throwable e) {
    return e instanceof RedisTimeoutException
        || e instanceof RedisConnectionException
        || e instanceof TimedOut
        || !(e instanceof RedisException)
        || e.getCause() != null; // as of a connection that is refused; an answer has none
  }

  /** It took too long. */
  private static final class TimedOut extends RuntimeException {
    TimedOut() {
      super("no answer in time");
    }
  }

  /** A call was not even tried, so that nothing can come of it later. */
  private static final class NotSent extends RuntimeException {
    NotSent(Throwable why) {
      super(why);
    }
  }

  /** Returns whether a call that failed may still take effect. */
  static boolean wasSent(StoreException failure) {
    return !(failure.getCause() instanceof NotSent);
  }

  private StoreException failure(Node node, Throwable why) {
    return new StoreException(
        "Provider '" + provider + "': " + node.name() + ": " + ErrorAdvice.describe(why), why);
  }

  /** Connects, if that was not done yet. */
  private void ensureConnected() {
    if (closed) {
      throw new StoreException("Provider '" + provider + "' is closed");
    } else if (isConnected()) {
      return;
    }
    check(nodes.all());
    try {
      awaitConnection();
      nodes.all().breaker().succeeded();
    } catch (RuntimeException e) {
      takeNote(nodes.all(), e);
      throw failure(nodes.all(), new NotSent(e));
    }
  }

  private boolean isConnected() {
    CompletableFuture<Boolean> now = connecting.get();
    return now != null && now.isDone() && !now.isCompletedExceptionally();
  }

  private void awaitConnection() {
    CompletableFuture<Boolean> now = connecting.get();
    if (now == null || now.isCompletedExceptionally()) {
      CompletableFuture<Boolean> next = new CompletableFuture<>();
      if (connecting.compareAndSet(now, next)) {
        startConnecting(next);
      }
    }
    boolean unused =
        await(
            requireNonNull(connecting.get()),
            System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECTING));
  }

  private void startConnecting(CompletableFuture<Boolean> connected) {
    try {
      OwnThreads.newThread("uno-jcache-redis-" + provider, () -> connect(connected)).start();
    } catch (RuntimeException | Error e) { // such as an OutOfMemoryError; the next call tries again
      connected.completeExceptionally(e);
    }
  }

  private void connect(CompletableFuture<Boolean> connected) {
    try {
      RedisVersion version = RedisVersion.of(new String(info(), StandardCharsets.UTF_8));
      if (version.isTooOld()) {
        throw new RedisConnectionException(version.says());
      }
      tellClock();
      connected.complete(true);
    } catch (RuntimeException | Error e) {
      connected.completeExceptionally(e);
    }
  }

  /** Asks for the time, so that the first change need not. In a cluster each server has its own. */
  private void tellClock() {
    if (!cluster) {
      String place = Layout.anywhere(settings.namespace());
      long sent = System.nanoTime();
      nodes.all().clock().told(await(commands.time(place), answerBy()), sent, System.nanoTime());
    }
  }

  /** Returns what a server tells of itself: in a cluster the first that answers of several. */
  private byte[] info() {
    for (int i = 1; ; i++) {
      try {
        ScriptCall<byte[]> info = ScriptCall.of(Scripts.INFO, cluster ? anywhere(i) : anywhere());
        return await(answer(info), answerBy());
      } catch (RedisException e) {
        if (!cluster || i == PLACES_ASKED) {
          throw e;
        }
      }
    }
  }

  /**
   * Waits, also in an interrupted thread, which stays so: waits are short.
   *
   * @param end until when, as {@link System#nanoTime} tells the time
   */
  private static <T extends @Nullable Object> T await(CompletionStage<T> future, long end) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.toCompletableFuture().get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException e) {
          throw new TimedOut();
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException known) {
            throw known;
          }
          throw new RedisException(String.valueOf(e.getCause()), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Sends a script by itself, whose answer is never too late. */
  private <A> CompletionStage<A> answer(ScriptCall<A> call) {
    return commands
        .run(call)
        .thenApply(ScriptOutcome::checked)
        .thenApply(outcome -> call.script().answer(((ScriptOutcome.Answered) outcome).raw()));
  }

  /** Runs a script, whose keys are in one slot. */
  <A extends @Nullable Object> A run(Script<A> script, List<String> keys, byte[]... arguments) {
    return run(new ScriptCall<>(script, keys, List.of(arguments)));
  }

  private <A extends @Nullable Object> A run(ScriptCall<A> run) {
    // In a cluster they could not be one command: keys that one script uses are in one slot.
    boolean combined = settings.combinesWrites() && !cluster;
    ensureConnected();
    return waiting(
        nodes.of(run.place()), limits -> run.script().answer(run(run, combined, limits)));
  }

  private @Nullable Object run(ScriptCall<?> run, boolean combined, Limits limits) {
    try {
      while (true) {
        long sent = System.nanoTime();
        ScriptOutcome outcome =
            call(
                run.place(),
                limits,
                node -> {
                  ScriptCall<?> fenced = node.fenced(run, limits.effect);
                  CompletionStage<ScriptOutcome> answer =
                      combined ? node.run(fenced) : commands.run(fenced);
                  return answer.thenApply(ScriptOutcome::checked);
                });
        if (outcome instanceof ScriptOutcome.TooLate late) {
          checkTimeIsLeft(run, late, sent, limits);
        } else if (outcome instanceof ScriptOutcome.Answered answered) {
          return answered.raw();
        }
      }
    } catch (StoreException e) {
      awaitEffect(List.of(run), e, limits);
      throw e;
    }
  }

  /**
   * A script did nothing, as by the server's time it came too late: then what we thought of its
   * clock was wrong, or the network was slow.
   *
   * @throws StoreException if there is no time left to send it again
   */
  private void checkTimeIsLeft(
      ScriptCall<?> run, ScriptOutcome.TooLate late, long sent, Limits limits) {
    Node node = nodes.of(run.place());
    long now = System.nanoTime();
    node.clock().told(late.serverMicros(), sent, now);
    if (now - limits.effect >= 0) {
      throw failure(node, new NotSent(new TimedOut()));
    }
  }

  /**
   * Waits until changes that have failed can take effect no more. What was sent before a connection
   * broke may still reach the server, or lie there: if the caller went on, it could undo what is
   * done next.
   */
  private void awaitEffect(
      List<? extends ScriptCall<?>> runs, StoreException failure, Limits limits) {
    if (!closed
        && ErrorAdvice.mayTakeEffect(failure.getCause())
        && runs.stream().anyMatch(run -> run.script().isFenced())) {
      try {
        Object unused = await(new CompletableFuture<>(), limits.effect);
      } catch (TimedOut e) {
        // that is what was waited for
      }
    }
  }

  /**
   * Returns the values of these keys, of those that there are; all are in one slot.
   *
   * @param bytes about how long they are together
   */
  Map<String, byte[]> get(int bytes, String... places) {
    return call(
        places[0],
        node -> settings.combinesReads() ? node.read(bytes, places) : read(List.of(places)));
  }

  /** Reads keys of one node. */
  private CompletionStage<Map<String, byte[]>> read(List<String> places) {
    CompletionStage<List<byte @Nullable []>> values =
        cluster
            ? sender.send(reading(places)).thenApply(RedisServer::values)
            : commands.get(places);
    return values.thenApply(
        all -> {
          Map<String, byte[]> found = new HashMap<>(2 * places.size());
          for (int i = 0; i < places.size(); i++) {
            byte[] value = all.get(i);
            if (value != null) {
              found.put(places.get(i), value);
            }
          }
          return found;
        });
  }

  private static List<byte @Nullable []> values(List<ScriptOutcome> outcomes) {
    List<byte @Nullable []> values = new ArrayList<>();
    for (ScriptOutcome outcome : ScriptOutcome.checked(outcomes)) {
      values.add(Scripts.GET.answer(((ScriptOutcome.Answered) outcome).raw()));
    }
    return values;
  }

  /** What is gathered for a node. */
  private final class NodeSender implements Node.Sender {
    /** All in one command: so what one reads is of one moment, where its keys are in one slot. */
    @Override
    public CompletionStage<List<Map<String, byte[]>>> read(List<List<String>> places) {
      return RedisServer.this
          .read(places.stream().flatMap(List::stream).distinct().toList())
          .thenApply(found -> Collections.nCopies(places.size(), found));
    }

    @Override
    public CompletionStage<List<ScriptOutcome>> run(List<ScriptCall<?>> calls) {
      return sender.send(calls);
    }

    @Override
    public CompletionStage<Long> time(String place) {
      return commands.time(place);
    }

    @Override
    public @Nullable Throwable failure(String place) {
      if (closed) {
        return null;
      }
      try {
        awaitConnection();
        byte[] unused = await(answer(ScriptCall.of(Scripts.INFO, place)), answerBy());
        return null;
      } catch (RuntimeException e) {
        return isNoAnswer(e) ? e : null;
      }
    }

    @Override
    public void recovered() {
      onRecovery.forEach(Runnable::run);
    }
  }

  private static List<ScriptCall<byte @Nullable []>> reading(List<String> places) {
    return places.stream().map(place -> ScriptCall.of(Scripts.GET, place)).toList();
  }

  /** Returns the values of keys, wherever they are, in their order; null where there is none. */
  List<byte @Nullable []> getAll(List<String> places) {
    if (places.isEmpty()) {
      return List.of();
    }
    return cluster ? runAll(reading(places)) : call(places.get(0), node -> commands.get(places));
  }

  /**
   * Runs scripts, all at once, and returns what they return in their order. Equal scripts whose
   * keys are in one slot are one to the server, up to {@value ScriptSender#TOGETHER} of them.
   *
   * @throws StoreException if one of the servers does not answer in time; the others have, and did
   *     their part
   */
  <A extends @Nullable Object> List<A> runAll(List<? extends ScriptCall<? extends A>> runs) {
    List<A> answers = new ArrayList<>(runs.size());
    if (runs.size() == 1) {
      answers.add(run(runs.get(0)));
      return answers;
    }
    ensureConnected();
    List<?> raw = waiting(nodes.of(runs.get(0).place()), limits -> runAll(runs, limits));
    for (int i = 0; i < runs.size(); i++) {
      answers.add(runs.get(i).script().answer(raw.get(i)));
    }
    return answers;
  }

  private List<?> runAll(List<? extends ScriptCall<?>> runs, Limits limits) {
    try {
      return runUntilDone(runs, limits);
    } catch (StoreException e) {
      awaitEffect(runs, e, limits);
      throw e;
    }
  }

  private List<?> runUntilDone(List<? extends ScriptCall<?>> runs, Limits limits) {
    long sent = System.nanoTime();
    List<ScriptOutcome> outcomes = sendAll(runs, limits);
    List<@Nullable Object> answers = new ArrayList<>();
    List<Integer> late = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      if (outcomes.get(i) instanceof ScriptOutcome.TooLate each) {
        checkTimeIsLeft(runs.get(i), each, sent, limits);
        late.add(i);
      }
      answers.add(
          (outcomes.get(i) instanceof ScriptOutcome.Answered answered) ? answered.raw() : null);
    }
    if (!late.isEmpty()) {
      List<?> again = runUntilDone(late.stream().map(runs::get).toList(), limits);
      for (int i = 0; i < late.size(); i++) {
        answers.set(late.get(i), again.get(i));
      }
    }
    return answers;
  }

  private List<ScriptOutcome> sendAll(List<? extends ScriptCall<?>> runs, Limits limits) {
    if (!cluster) {
      return call(
          runs.get(0).place(),
          limits,
          node -> sender.send(node.fenced(runs, limits.effect)).thenApply(RedisServer::checked));
    }
    Map<Node, List<Integer>> byNode = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      byNode.computeIfAbsent(nodes.of(runs.get(i).place()), node -> new ArrayList<>()).add(i);
    }
    byNode.keySet().forEach(this::check); // or the others would do in vain what is tried again
    List<PendingBatch> asked = new ArrayList<>();
    byNode.forEach(
        (node, part) ->
            asked.add(ask(node, part, part.stream().map(runs::get).toList(), limits.effect)));
    return answers(runs.size(), asked, limits);
  }

  /** A part of the runs, and what one node will answer. */
  private record PendingBatch(
      Node node, List<Integer> part, CompletionStage<List<ScriptOutcome>> answer) {}

  private static List<ScriptOutcome> checked(List<ScriptOutcome> outcomes) {
    return ScriptOutcome.checked(outcomes);
  }

  private PendingBatch ask(
      Node node, List<Integer> part, List<? extends ScriptCall<?>> runs, long effect) {
    CompletionStage<List<ScriptOutcome>> answer;
    try {
      answer =
          OwnThreads.leavingNothing(
              () -> {
                CompletionStage<List<ScriptOutcome>> sent = sender.send(node.fenced(runs, effect));
                node.refreshClock(runs.get(0).place());
                return sent.thenApply(RedisServer::checked);
              });
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return new PendingBatch(node, part, answer);
  }

  private List<ScriptOutcome> answers(int count, List<PendingBatch> asked, Limits limits) {
    ScriptOutcome[] inOrder = new ScriptOutcome[count];
    StoreException failure = null;
    for (PendingBatch each : asked) {
      try {
        List<ScriptOutcome> answer = await(each.answer, limits.answer);
        each.node.breaker().succeeded();
        for (int i = 0; i < answer.size(); i++) {
          inOrder[each.part.get(i)] = answer.get(i);
        }
      } catch (RuntimeException e) {
        StoreException failed = failed(each.node, limits, e);
        if (failure == null) {
          failure = failed;
        } else {
          failure.addSuppressed(failed);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return Arrays.asList(inOrder);
  }

  /** Sends a message to all who follow. */
  void publish(byte[] message) {
    Object unused =
        this.<Object>call(channelName(), node -> commands.publish(channelName(), message));
  }

  /**
   * Returns the names of keys that match a pattern of Redis's, perhaps some of them twice.
   *
   * @param chunk how many keys the server looks at for each answer
   */
  Iterator<String> scan(String pattern, int chunk) {
    Iterator<String> names =
        guarded(
            () ->
                keys.getKeys(KeysScanOptions.defaults().pattern(pattern).chunkSize(chunk))
                    .iterator());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return guarded(names::hasNext);
      }

      @Override
      public String next() {
        return guarded(names::next);
      }
    };
  }

  /** Calls what waits by itself, for all servers. */
  private <T> T guarded(Supplier<T> call) {
    ensureConnected();
    check(nodes.all());
    boolean interrupted = Thread.interrupted();
    try {
      T answer = OwnThreads.leavingNothing(call);
      nodes.all().breaker().succeeded();
      return answer;
    } catch (RedisException | TimedOut e) {
      takeNote(nodes.all(), e);
      throw failure(nodes.all(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Removes keys. */
  void unlink(Collection<String> places) {
    List<Boolean> unused =
        runAll(places.stream().map(place -> ScriptCall.of(Scripts.UNLINK, place)).toList());
  }

  /** Returns one of several keys, most of which are of different servers in a cluster. */
  private String anywhere(int number) {
    return Layout.anywhere(settings.namespace(), number);
  }

  private String anywhere() {
    return Layout.anywhere(settings.namespace());
  }

  /**
   * Finds out whether entries can be kept, and changes told.
   *
   * @throws CacheException if not
   */
  RedisVersion check() {
    byte[] info =
        run(Scripts.CHECK, List.of(anywhere()), channelName().getBytes(StandardCharsets.US_ASCII));
    return RedisVersion.of(new String(info, StandardCharsets.UTF_8));
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    synchronized (client) {
      if (closed) {
        return;
      }
      closed = true;
    }
    boolean unused =
        OwnThreads.call(
            "uno-jcache-redis-" + provider,
            () -> {
              shutDown();
              return true;
            });
  }

  private void shutDown() {
    CompletableFuture<Boolean> connection = connecting.get();
    boolean isBusy = (connection != null && !connection.isDone()) || channel.isBusy();
    channel.close();
    client.shutdown(0, 2, TimeUnit.SECONDS);
    threads.close(isBusy);
  }
}
