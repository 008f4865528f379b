/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import static java.util.Objects.requireNonNull;

import io.javalin.http.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A request to an endpoint. */
final class Call {
  private final Context context;
  private final Endpoint endpoint;
  private final long maximumBody;
  private byte @Nullable [] body; // once it was received

  Call(Context context, Endpoint endpoint, long maximumBody) {
    this.context = context;
    this.endpoint = endpoint;
    this.maximumBody = maximumBody;
  }

  Context context() {
    return context;
  }

  /** Answers with another status than the usual one. */
  void status(int status) {
    Context unused = context.status(status);
  }

  /** Returns the {@code {id}} of the path. */
  String id() {
    return context.pathParam("id");
  }

  /** Returns what the path has in place of {@code <name>}, without escapes. */
  String rest() {
    String path = context.req().getRequestURI();
    return PathText.after(endpoint.prefix(), path);
  }

  /** Returns a query parameter; null if there is none, or it is empty. */
  @Nullable String query(String name) {
    String query = context.queryString();
    String value = (query == null) ? null : PathText.parameter(query, name);
    return (value == null || value.isEmpty()) ? null : value;
  }

  /** Returns the region that the query names, or null. */
  @Nullable String region() {
    return query("region");
  }

  /**
   * Returns a whole number of the query.
   *
   * @throws ApiException 422 if it is not a number from 1 to the largest
   */
  int count(String name, int otherwise, int largest) {
    String text = query(name);
    if (text == null) {
      return otherwise;
    }
    boolean isNumber = text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = isNumber ? Integer.parseInt(text) : 0;
    if (number < 1 || number > largest) {
      throw ApiException.invalid("'" + name + "' must be a number from 1 to " + largest);
    }
    return number;
  }

  /**
   * Returns the fields of the body.
   *
   * @throws ApiException 400 if it is no JSON, 413 if it is too large, 422 if it has other fields
   *     than the endpoint takes
   */
  Fields fields() {
    receive();
    return Fields.of(Json.parse(requireNonNull(body)), endpoint.requestNames());
  }

  /**
   * Waits for the body, if the endpoint takes one. It comes as fast as the client sends it.
   *
   * @throws ApiException 400 if it ends early, 413 if it is too large
   */
  void receive() {
    if (body != null || endpoint.request() == null) {
      return;
    }
    int most = (int) Math.min(maximumBody, Integer.MAX_VALUE - 8);
    try {
      byte[] received = context.req().getInputStream().readNBytes(most + 1);
      if (received.length > most) {
        throw ApiException.of(413, "The body is larger than " + most + " bytes");
      }
      body = received;
    } catch (IOException e) {
      throw ApiException.of(400, "The body ended early or came too slowly");
    }
  }
}
