/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The files of the console: a page, its style and its script, which use the API as any client does.
 * They hold no data, so they need no token; the page asks for one when the API does.
 */
final class Console {
  private static final Map<String, String> FILES =
      Map.of("/", "index.html", "/console.css", "console.css", "/console.js", "console.js");
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "console.css", "text/css; charset=utf-8",
          "console.js", "text/javascript; charset=utf-8");

  private Console() {}

  static boolean has(String path) {
    return FILES.containsKey(path);
  }

  static void addTo(RoutesConfig routes) {
    FILES.forEach(
        (path, file) -> {
          byte[] content = read(file);
          routes.get(path, request -> answer(request, file, content));
        });
  }

  private static byte[] read(String file) {
    try (InputStream in = Console.class.getResourceAsStream("console/" + file)) {
      if (in == null) {
        throw new IllegalStateException("The console's file " + file + " is not in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(Context request, String file, byte[] content) {
    request.header(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    Context unused = request.contentType(String.valueOf(TYPES.get(file))).result(content);
  }
}
