package io.domainflow.web;

import io.domainflow.InvalidRequestException;
import io.domainflow.web.json.Compact;
import io.domainflow.web.json.RecordBodyWriter;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Makes a problem of a Content-Type that is no media type. Jersey looks at it before any filter or
 * mapper of JAX-RS, and would have the container answer with a page of HTML.
 */
@WebFilter("/api/v1/*")
public class ContentTypeFilter implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (isMediaType(request.getContentType())) {
      chain.doFilter(request, response);
    } else {
      refuse((HttpServletRequest) request, (HttpServletResponse) response);
    }
  }

  static boolean isMediaType(@Nullable String text) {
    try {
      return text == null || MediaType.valueOf(text) != null;
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  private static void refuse(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problem problem =
        new ProblemTranslation(request.getRequestURI())
            .translate(
                new InvalidRequestException(
                    "Content-Type", "must be a media type: application/json"));
    response.setStatus(problem.status());
    response.setContentType(RecordBodyWriter.PROBLEM_JSON);
    response.getOutputStream().write(RecordBodyWriter.toJson(new Compact(problem)));
  }
}
