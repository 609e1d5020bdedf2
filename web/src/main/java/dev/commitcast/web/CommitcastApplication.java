package dev.commitcast.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/**
 * All resources under {@code /api}, found by their annotations and described in {@code
 * META-INF/openapi.json}.
 */
@ApplicationPath("/api")
public class CommitcastApplication extends Application {}
