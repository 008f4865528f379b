/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import java.util.logging.Level;
import java.util.logging.Logger;
import javax.cache.CacheException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command line of the server. */
@Command(
    name = "uno-jcache",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "A cache server with an HTTP API and a console.",
    subcommands = {ServeCommand.class, DoctorCommand.class})
public final class ServerCommand {
  /** Kept here, since the levels of loggers that nobody holds are forgotten. */
  private static final Logger[] QUIET = {
    Logger.getLogger("io.javalin"),
    Logger.getLogger("org.eclipse.jetty"),
    Logger.getLogger("org.redisson")
  };

  private ServerCommand() {}

  /** Runs a command, and exits: 0 if it did what it should, 1 if it failed, 2 on wrong options. */
  public static void main(String[] arguments) {
    for (Logger logger : QUIET) {
      logger.setLevel(Level.WARNING);
    }
    IExecutionExceptionHandler handler =
        (e, command, parsed) -> {
          boolean isExpected =
              e instanceof CacheException
                  || e instanceof IllegalStateException
                  || e instanceof IllegalArgumentException;
          command.getErr().println(isExpected ? e.getMessage() : e);
          return 1;
        };
    int status =
        new CommandLine(new ServerCommand())
            .setExecutionExceptionHandler(handler)
            .execute(arguments);
    System.exit(status);
  }
}
