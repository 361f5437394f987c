package dev.syncline.problem;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.syncline.change.ErrorCode;
import dev.syncline.json.JsonException;
import dev.syncline.retry.Backend;
import dev.syncline.retry.Blame;
import dev.syncline.retry.FailureTable;
import dev.syncline.retry.Verdict;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Makes a problem of whatever ends a request, without telling a caller what the service is made of. */
public class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    private static final List<String> KEPT_HEADERS =
            List.of(HttpHeaders.ALLOW, HttpHeaders.WWW_AUTHENTICATE, HttpHeaders.RETRY_AFTER);

    @ServerExceptionMapper
    public Response problem(ProblemException problem) {
        return Problem.of(problem).response(problem.retryAfter()).build();
    }

    @ServerExceptionMapper
    public Response json(JsonException refused) {
        return respond(refused.code(), refused.getMessage());
    }

    @ServerExceptionMapper
    public Response cutOff(CutOffBody body) {
        LOG.debugf("A client left in the middle of its body: %s", body.getCause());
        return respond(ErrorCode.MALFORMED, "the body was not sent whole");
    }

    @ServerExceptionMapper
    public Response mismatched(MismatchedInputException mismatch) {
        return respond(ErrorCode.MALFORMED, "the body is not JSON of the documented form");
    }

    @ServerExceptionMapper
    public Response unauthorized(UnauthorizedException refused) {
        return challenge("Bearer", "the request needs a bearer token in its Authorization header");
    }

    @ServerExceptionMapper
    public Response unauthenticated(AuthenticationFailedException refused) {
        return challenge("Bearer error=\"invalid_token\"", "the bearer token is not valid, or no longer");
    }

    @ServerExceptionMapper
    public Response forbidden(ForbiddenException refused) {
        return respond(ErrorCode.FORBIDDEN, detail(ErrorCode.FORBIDDEN));
    }

    @ServerExceptionMapper
    public Response violated(ConstraintViolationException violations) {
        boolean ours = violations.getConstraintViolations().stream().anyMatch(ProblemMappers::isOfResult);
        return ours ? unexpected(violations) : respond(ErrorCode.INVALID_PARAMETER, first(violations));
    }

    @ServerExceptionMapper
    public Response http(WebApplicationException ended) {
        Response response = ended.getResponse();
        if (response.getStatus() < 400) {
            return response;
        }
        if (response.getStatus() >= 500) {
            return unexpected(ended);
        }
        ErrorCode code = code(ended);
        Response.ResponseBuilder problem = Problem.of(code, detail(code)).response(null);
        KEPT_HEADERS.stream()
                .filter(name -> response.getHeaderString(name) != null)
                .forEach(name -> problem.header(name, response.getHeaderString(name)));
        return problem.build();
    }

    @ServerExceptionMapper
    public Response unexpected(Throwable failure) {
        Verdict verdict = FailureTable.of(failure);
        if (verdict.blame() == Blame.ENVIRONMENT && verdict.backend() == Backend.DATABASE) {
            LOG.warnf("A request found the database away: %s", failure);
            return respond(ErrorCode.DATABASE_UNAVAILABLE, "the database cannot be reached at present; ask again");
        }
        String reference = "urn:uuid:" + UUID.randomUUID();
        LOG.errorf(failure, "A request failed, reference %s", reference);
        String detail = "the request failed for a reason of the service's own; the log has it under this instance";
        return Problem.of(ErrorCode.INTERNAL, detail, reference).response(null).build();
    }

    private static Response respond(ErrorCode code, String detail) {
        return Problem.of(code, detail).response(null).build();
    }

    private static Response challenge(String challenge, String detail) {
        return Problem.of(ErrorCode.UNAUTHORIZED, detail)
                .response(null)
                .header(HttpHeaders.WWW_AUTHENTICATE, challenge)
                .build();
    }

    private static ErrorCode code(WebApplicationException ended) {
        return switch (ended.getResponse().getStatus()) {
            case 401 -> ErrorCode.UNAUTHORIZED;
            case 403 -> ErrorCode.FORBIDDEN;
            // A parameter that cannot be converted is a 404 to Jakarta REST, with the conversion as its cause.
            case 404 ->
                ended instanceof NotFoundException && ended.getCause() != null
                        ? ErrorCode.INVALID_PARAMETER
                        : ErrorCode.NOT_FOUND;
            case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
            case 406 -> ErrorCode.NOT_ACCEPTABLE;
            case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
            case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
            default -> ErrorCode.MALFORMED;
        };
    }

    private static String detail(ErrorCode code) {
        return switch (code) {
            case UNAUTHORIZED -> "the request needs a valid bearer token in its Authorization header";
            case FORBIDDEN -> "the token's groups do not include a role that this call needs";
            case NOT_FOUND -> "nothing is at this address; /q/openapi lists those that are";
            case INVALID_PARAMETER -> "a parameter in the address has a value of the wrong form";
            case METHOD_NOT_ALLOWED -> "this address takes the methods that the Allow header lists";
            case NOT_ACCEPTABLE -> "the answer would be JSON, which the Accept header leaves out";
            case PAYLOAD_TOO_LARGE -> "the body is larger than this service reads";
            case UNSUPPORTED_MEDIA_TYPE -> "the body's Content-Type must be application/json";
            default -> "the request is not of the documented form";
        };
    }

    private static boolean isOfResult(ConstraintViolation<?> violation) {
        return StreamSupport.stream(violation.getPropertyPath().spliterator(), false)
                .anyMatch(node -> node.getKind() == ElementKind.RETURN_VALUE);
    }

    private static String first(ConstraintViolationException violations) {
        return violations.getConstraintViolations().stream()
                .map(violation -> lastName(violation.getPropertyPath()) + " " + violation.getMessage())
                .min(Comparator.naturalOrder())
                .orElse("a parameter has a value that is not allowed");
    }

    private static String lastName(Path path) {
        String last = "";
        for (Path.Node node : path) {
            last = node.getName() == null ? last : node.getName();
        }
        return last;
    }
}
