/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.benchmarks;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.Method;
import com.sun.jdi.StringReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.LaunchingConnector;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.MethodEntryEvent;
import com.sun.jdi.event.VMDisconnectEvent;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.MethodEntryRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import uno.jcache.redis.RedisProcess;

/**
 * Counts the calls that an operation makes within the library, in the thread of its caller, and the
 * source files in which they are: how far a reader must go to follow it. Lambdas and accessors
 * count as well.
 */
final class CallCount {
  private static final Set<String> NOT_OURS =
      Set.of("uno.jcache.benchmarks.", "uno.jcache.redis.redisson.", "uno.jcache.file.h2.");

  private final boolean isVerbose;
  private final List<String> calls = new ArrayList<>();
  private final Set<String> files = new LinkedHashSet<>();
  private String operation = "";
  private @Nullable ThreadReference caller;

  private CallCount(boolean isVerbose) {
    this.isVerbose = isVerbose;
  }

  /** Prints the table; with {@code --calls}, also each call. */
  public static void main(String[] arguments) throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      System.out.println("| operation | calls | files |");
      System.out.println("| --- | --- | --- |");
      new CallCount(List.of(arguments).contains("--calls")).run(redis.url());
    }
  }

  private void run(String url) throws Exception {
    LaunchingConnector connector = Bootstrap.virtualMachineManager().defaultConnector();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    arguments.get("main").setValue(CountedOperations.class.getName() + " " + url);
    arguments
        .get("options")
        .setValue("-cp \"" + System.getProperty("java.class.path") + "\" -Xmx512m");
    VirtualMachine machine = connector.launch(arguments);
    discard(machine.process().getInputStream());
    discard(machine.process().getErrorStream());
    request(machine, CountedOperations.class.getName()).enable();
    MethodEntryRequest ours = request(machine, "uno.jcache.*");
    while (true) {
      EventSet events = machine.eventQueue().remove();
      for (Event event : events) {
        if (event instanceof VMDisconnectEvent) {
          return;
        } else if (event instanceof MethodEntryEvent entry) {
          entered(entry, ours);
        }
      }
      events.resume();
    }
  }

  private static MethodEntryRequest request(VirtualMachine machine, String classes) {
    MethodEntryRequest request = machine.eventRequestManager().createMethodEntryRequest();
    request.addClassFilter(classes);
    request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
    return request;
  }

  private void entered(MethodEntryEvent entry, MethodEntryRequest ours) throws Exception {
    Method method = entry.method();
    String type = method.declaringType().name();
    if (type.equals(CountedOperations.class.getName())) {
      if (method.name().equals("begin")) {
        operation = ((StringReference) entry.thread().frame(0).getArgumentValues().get(0)).value();
        calls.clear();
        files.clear();
        caller = entry.thread();
        ours.enable();
      } else if (method.name().equals("end")) {
        ours.disable();
        report();
      }
    } else if (entry.thread().equals(caller) && NOT_OURS.stream().noneMatch(type::startsWith)) {
      calls.add(type.substring(type.lastIndexOf('.') + 1) + "." + method.name());
      files.add(file(method));
    }
  }

  private static String file(Method method) {
    try {
      return method.location().sourcePath();
    } catch (AbsentInformationException e) {
      return method.declaringType().name();
    }
  }

  private void report() {
    System.out.printf("| %s | %d | %d |%n", operation, calls.size(), files.size());
    if (isVerbose) {
      calls.forEach(call -> System.out.println("  " + call));
    }
  }

  /** Reads what the other JVM prints, so that it does not wait for that. */
  private static void discard(InputStream output) {
    Thread reader =
        new Thread(
            () -> {
              try (output) {
                output.transferTo(System.err);
              } catch (IOException e) {
                // it has ended
              }
            });
    reader.setDaemon(true);
    reader.start();
  }
}
