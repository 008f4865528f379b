/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import uno.jcache.endurance.Fault;
import uno.jcache.endurance.TestedServers;
import uno.jcache.endurance.Weather;
import uno.jcache.endurance.Weather.Losses;
import uno.jcache.servers.FaultyProxy;

/** A server, a network for each process, and what goes wrong. */
public final class FaultyRedis implements TestedServers {
  private static final Duration MAX_STALENESS = Duration.ofSeconds(1);

  private final RedisProcess server = RedisProcess.start();
  private final List<FaultyProxy> networks =
      IntStream.range(0, PROCESSES).mapToObj(i -> new FaultyProxy(server.port())).toList();

  /** Starts the server. */
  public FaultyRedis() {}

  @Override
  public Map<String, String> settings(int process) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("type", "redis");
    settings.put("url", "redis://" + networks.get(process).address());
    settings.put("max-staleness", MAX_STALENESS.toMillis() + "ms");
    return settings;
  }

  @Override
  public List<FaultyProxy> networks() {
    return networks;
  }

  @Override
  public String change() {
    return "EVALSHA";
  }

  @Override
  public Duration maxStaleness() {
    return MAX_STALENESS;
  }

  @Override
  public List<Weather> weathers() {
    List<Fault> killed = List.of(connectionsKilled("pubsub"), connectionsKilled("normal"));
    return List.of(
        Weather.of("connections killed", killed),
        Weather.of("server stopped", Weather.oneOf(killed, List.of(Fault.stopped(server)))),
        new Weather(
            "server killed", Losses.NOTICED, Weather.oneOf(killed, List.of(Fault.killed(server)))),
        Weather.of("writes refused", List.of(new Fault("Writes refused", this::refuseWrites))));
  }

  private Fault connectionsKilled(String type) {
    return new Fault(
        "Connections killed, " + type,
        random -> {
          String unused = server.command("CLIENT KILL TYPE " + type + " SKIPME yes");
        });
  }

  private void refuseWrites(SplittableRandom random) throws InterruptedException {
    String unused = server.command("CONFIG SET min-replicas-to-write 1");
    Fault.last(20 + random.nextLong(1_000));
    String unusedToo = server.command("CONFIG SET min-replicas-to-write 0");
  }

  @Override
  public void close() {
    networks.forEach(FaultyProxy::close);
    server.close();
  }
}
