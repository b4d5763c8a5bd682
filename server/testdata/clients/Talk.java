// java Talk.java httpclient|urlconnection
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public class Talk {
    static final String API = System.getenv("TRUE_API_URL");
    static final String BOX = "010460026600575520021121051210AL65588523", PACK = "00000046082251PW?&;Ge", UNKNOWN = "04600266005755unknown";

    record Answer(int status, String text) {}

    interface Caller {
        Answer call(String method, String path, String type, byte[] body, String token) throws Exception;
    }

    static final HttpClient CLIENT = HttpClient.newHttpClient();

    static Answer byHttpClient(String method, String path, String type, byte[] body, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(API + path));
        if (type != null) request.header("Content-Type", type);
        if (token != null) request.header("Authorization", "Bearer " + token);
        request.method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(answer.statusCode(), answer.body());
    }

    static Answer byUrlConnection(String method, String path, String type, byte[] body, String token) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) new URL(API + path).openConnection();
        connection.setRequestMethod(method);
        if (type != null) connection.setRequestProperty("Content-Type", type);
        if (token != null) connection.setRequestProperty("Authorization", "Bearer " + token);
        if (body != null) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static String sign(String data) throws Exception {
        Process program = new ProcessBuilder(System.getenv("SIGN")).start();
        try (OutputStream out = program.getOutputStream()) {
            out.write(data.getBytes(StandardCharsets.US_ASCII));
        }
        return new String(program.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    static String field(String name, String json) {
        Matcher m = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        return m.find() ? m.group(1) : "";
    }

    static int count(String pattern, String text) {
        return (int) Pattern.compile(pattern).matcher(text).results().count();
    }

    static String form(String boundary, String... parts) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < parts.length; i += 2) {
            body.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=\"").append(parts[i]).append("\"\r\n\r\n").append(parts[i + 1]).append("\r\n");
        }
        return body.append("--").append(boundary).append("--\r\n").toString();
    }

    static String read(String variable) throws Exception {
        return Files.readString(Path.of(System.getenv(variable)));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String escaped(String code) {
        return URLEncoder.encode(code, StandardCharsets.UTF_8).replace("+", "%20");
    }

    public static void main(String[] args) throws Exception {
        Caller http = args[0].equals("httpclient") ? Talk::byHttpClient : Talk::byUrlConnection;
        List<String> said = new ArrayList<>();
        String key = http.call("GET", "/auth/key", null, null, null).text();
        said.add("key " + field("data", key).length());
        String signedIn = "{\"uuid\":\"" + field("uuid", key) + "\",\"data\":\"" + sign(field("data", key)) + "\"}";
        String token = field("token", http.call("POST", "/auth/simpleSignIn", "application/json", bytes(signedIn), null).text());
        said.add("token " + token.split("\\.").length);
        said.add("balance " + count("\"contractId\"", http.call("GET", "/elk/product-groups/balance/all", null, null, token).text()));
        said.add("info " + count("\"cisInfo\"", http.call("POST", "/cises/info", "application/json; charset=utf-8", bytes("[\"" + BOX + "\",\"" + UNKNOWN + "\"]"), token).text()));
        said.add("list " + count("\"cis\"", http.call("POST", "/cises/list?values=" + escaped(BOX) + "&values=" + escaped(PACK), null, null, token).text()));
        byte[] body = bytes(form("----Java7MA4YWxk", "content", read("CONTENT"), "signature", read("SIGNATURE")));
        Answer act = http.call("POST", "/edo-api/outgoing-documents/formal", "multipart/form-data; boundary=----Java7MA4YWxk", body, token);
        String id = field("id", act.text());
        said.add("act " + act.status() + " " + id.length());
        String listed = http.call("GET", "/edo-api/outgoing-documents?limit=5&offset=0&statuses=1&statuses=3&type=1000", null, null, token).text();
        said.add("documents " + count("\"created_at\"", listed));
        String text = http.call("GET", "/edo-api/outgoing-documents/" + id + "/base64", null, null, token).text();
        said.add("body " + new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8).startsWith("<?xml"));
        Answer unknown = http.call("GET", "/cises/history?code=" + UNKNOWN, null, null, token);
        said.add("history " + unknown.status() + " " + field("error_message", unknown.text()));
        Answer anonymous = http.call("GET", "/elk/product-groups/balance/all", null, null, null);
        said.add("anonymous " + anonymous.status() + " " + anonymous.text().contains("Full authentication is required"));
        System.out.write(bytes(String.join("\n", said) + "\n"));
        System.out.flush();
    }
}
