package dev.commitcast.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;

/** All resources under {@code /api}, found by their annotations. */
@ApplicationPath("/api")
@OpenAPIDefinition(
    info =
        @Info(
            title = "Commitcast",
            version = "0.1",
            description =
                "Casts every committed PostgreSQL change to browsers and services: in order, within"
                    + " milliseconds, without losing one. Errors are RFC 9457 problem details.",
            license =
                @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")))
public class CommitcastApplication extends Application {}
