package dev.commitcast.web.security;

import dev.commitcast.domain.access.Caller;
import dev.commitcast.domain.access.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request whose caller is known, as containers and Jakarta REST ask for it. What carried the
 * caller is not shown on: neither a used ticket nor the parameter's name. Not thread-safe, as the
 * request itself.
 */
final class KnownRequest extends HttpServletRequestWrapper {
  private final Caller caller;

  KnownRequest(HttpServletRequest request, Caller caller) {
    super(request);
    this.caller = caller;
  }

  @Override
  public Principal getUserPrincipal() {
    return caller::id;
  }

  @Override
  public String getRemoteUser() {
    return caller.id();
  }

  @Override
  public boolean isUserInRole(String role) {
    return Role.of(role).filter(caller::is).isPresent();
  }

  @Override
  public String getAuthType() {
    return "BEARER";
  }

  @Override
  public String getQueryString() {
    return QueryText.without(super.getQueryString(), CredentialsReader.TICKET);
  }

  @Override
  public String getParameter(String name) {
    return name.equals(CredentialsReader.TICKET) ? null : super.getParameter(name);
  }

  @Override
  public String[] getParameterValues(String name) {
    return name.equals(CredentialsReader.TICKET) ? null : super.getParameterValues(name);
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    Map<String, String[]> rest = new LinkedHashMap<>(super.getParameterMap());
    rest.remove(CredentialsReader.TICKET);
    return Collections.unmodifiableMap(rest);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(getParameterMap().keySet());
  }
}
