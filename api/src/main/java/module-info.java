/** The wire contract of Reprise: request and content records, their JSON Schemas, and a small Java client. */
module dev.reprise.api {
    requires transitive com.fasterxml.jackson.databind;
    requires java.net.http;
    requires static org.jspecify;

    exports dev.reprise.api;

    opens dev.reprise.api to com.fasterxml.jackson.databind;
}
