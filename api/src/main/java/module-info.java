/** The wire contract of Reprise: request and content records and their JSON Schemas. */
module dev.reprise.api {
    requires transitive com.fasterxml.jackson.databind;
    requires static org.jspecify;

    exports dev.reprise.api;

    opens dev.reprise.api to com.fasterxml.jackson.databind;
}
