/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

/** An error of the caller, answered with a status and a text that says what to do. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private ApiException(int status, String detail) {
    super(detail, null, false, false); // it is an answer: nobody reads its stack trace
    this.status = status;
  }

  static ApiException invalid(String detail) {
    return new ApiException(422, detail);
  }

  static ApiException notFound(String detail) {
    return new ApiException(404, detail);
  }

  static ApiException of(int status, String detail) {
    return new ApiException(status, detail);
  }

  int status() {
    return status;
  }
}
