//go:build libxml2 && cgo

// A document is parsed as a stream of events, which libxml2's schema validator
// listens to: no tree is built. The parser gets its bytes from feed(), which
// runs dry at the first syntax error, so that nothing behind it costs time.
#include "libxml2.h"
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 128 // more than the lexer in front lets pass
#define HEAD 400      // of a longer message so much is kept,
#define TAIL 200      // and so much of its end
#define MAX_PATH 1000

#if LIBXML_VERSION >= 21200
typedef const xmlError *error_ptr;
#else
typedef xmlErrorPtr error_ptr;
#endif

typedef struct element {
	const xmlChar *name; // in the dictionary of the parser
	int line;
	int told; // that its text is wrong: each piece of it is
} element;

typedef struct check {
	const char *doc;
	size_t len, at;
	xmlParserCtxtPtr parser;
	xsd_report *report;
	element open[MAX_DEPTH];
	int depth;
	int starting; // the innermost element begins,
	int closing;  // or ended; the validator has yet to see it
	int stopped;
} check;

// Of the thread that compiles a schema: the files that it may include.
static __thread const char *beside, *beside_end;

// The loader gives those, and nothing else: no file, no network.
static xmlParserInputPtr load(const char *url, const char *id, xmlParserCtxtPtr parser) {
	const char *p = beside, *name;
	(void)id;
	while (url && p < beside_end) {
		char *text;
		size_t n;
		name = p;
		n = strtoul(p + strlen(p) + 1, &text, 10);
		text++;
		if (!strcmp(name, url)) {
			xmlParserInputBufferPtr b = xmlParserInputBufferCreateMem(text, (int)n, XML_CHAR_ENCODING_NONE);
			xmlParserInputPtr input = b ? xmlNewIOInputStream(parser, b, XML_CHAR_ENCODING_NONE) : NULL;
			if (b && !input) xmlFreeParserInputBuffer(b);
			return input;
		}
		p = text + n;
	}
	return NULL;
}

static void start_once(void) {
	xmlInitParser();
	xmlSchemaInitTypes();
	xmlSetExternalEntityLoader(load);
}

static void start(void) {
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, start_once);
}

const char *xsd_version(void) { return LIBXML_DOTTED_VERSION; }

static char *reserve(xsd_report *r, size_t n) {
	if (r->len + n > r->cap) {
		size_t cap = 2 * (r->len + n);
		char *text = realloc(r->text, cap);
		if (!text) return NULL;
		r->text = text;
		r->cap = cap;
	}
	return r->text + r->len;
}

static void record(xsd_report *r, int line, int code, const char *path, const char *message) {
	size_t n = message ? strlen(message) : 0;
	char *to = NULL;
	while (n && (message[n - 1] == '\n' || message[n - 1] == ' ')) n--;
	if (r->kept < r->max) to = reserve(r, 64 + strlen(path) + (n < HEAD + TAIL ? n : HEAD + TAIL));
	if (!to) {
		r->more++;
		return;
	}
	r->kept++;
	to += sprintf(to, "%d\t%d\t%s\t", line, code, path);
	if (n > HEAD + TAIL) {
		memcpy(to, message, HEAD);
		to += HEAD;
		to += sprintf(to, " [...] ");
		message += n - TAIL;
		n = TAIL;
	}
	memcpy(to, message, n);
	to[n] = 0;
	r->len = to + n + 1 - r->text;
}

static void path_of(const check *c, int depth, char *path) {
	size_t n = 0;
	int i;
	path[0] = 0;
	for (i = 0; i < depth; i++) {
		size_t l = strlen((const char *)c->open[i].name);
		if (n + l + 2 > MAX_PATH) return;
		path[n] = '/';
		memcpy(path + n + 1, c->open[i].name, l + 1);
		n += l + 1;
	}
}

// What the parser finds: the first error is the last.
static void on_syntax(void *ignored, error_ptr e) {
	check *c = ((xmlParserCtxtPtr)e->ctxt)->_private;
	(void)ignored;
	if (c->stopped || e->level < XML_ERR_ERROR) return;
	c->stopped = 1;
	record(c->report, e->line, XSD_SYNTAX, "", e->message);
}

// That an element may hold no other is found when the other begins.
static int of_parent(const check *c, int code) {
	if (!c->starting || c->depth < 2) return 0;
	return code == XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1 || code == XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2 ||
	       code == XML_SCHEMAV_CVC_TYPE_3_1_2 || code == XML_SCHEMAV_CVC_ELT_3_2_1;
}

static int again(check *c, int code) {
	element *e = c->depth ? &c->open[c->depth - 1] : NULL;
	int text = code == XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1 || code == XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3 || code == XML_SCHEMAV_CVC_ELT_3_2_1;
	if (!e || !text || c->starting) return 0;
	return e->told++ > 0;
}

// What the validator finds: the parser may be lines ahead, so it is said of the
// place where the tag of the element ends.
static void on_invalid(void *ctx, error_ptr e) {
	check *c = ctx;
	char path[MAX_PATH];
	int depth = c->depth - of_parent(c, e->code);
	if (c->stopped || e->level < XML_ERR_ERROR || again(c, e->code)) return;
	path_of(c, depth, path);
	record(c->report, depth ? c->open[depth - 1].line : 1, e->code, path, e->message);
}

static void stop(check *c, const char *why) {
	if (!c->stopped) record(c->report, c->parser->input->line, XSD_SYNTAX, "", why);
	c->stopped = 1;
}

static void on_doctype(void *ctx, const xmlChar *name, const xmlChar *id, const xmlChar *url) {
	(void)name, (void)id, (void)url;
	stop(ctx, "DOCTYPE is not allowed");
}

// Our handlers run before the validator's, so an element that ended stays
// innermost until the next event.
static void leave(check *c) {
	if (c->closing) c->depth--;
	c->closing = c->starting = 0;
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_ns,
                     const xmlChar **ns, int n_attr, int n_default, const xmlChar **attrs) {
	check *c = ctx;
	(void)prefix, (void)uri, (void)n_ns, (void)ns, (void)n_attr, (void)n_default, (void)attrs;
	leave(c);
	if (c->depth == MAX_DEPTH) {
		stop(c, "elements lie too deep inside each other");
		c->depth--;
	}
	c->open[c->depth].name = name;
	c->open[c->depth].line = c->parser->input->line;
	c->open[c->depth].told = 0;
	c->depth++;
	c->starting = 1;
	// Where a character that XML does not allow breaks a tag off, the element
	// is told of before the error is.
	if (*c->parser->input->cur != '>' && *c->parser->input->cur != '/') stop(c, "the tag is broken");
}

static void on_end(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
	check *c = ctx;
	(void)name, (void)prefix, (void)uri;
	leave(c);
	c->closing = c->depth > 0;
}

static void on_text(void *ctx, const xmlChar *text, int len) {
	check *c = ctx;
	(void)text, (void)len;
	leave(c);
}

static int feed(void *ctx, char *to, int n) {
	check *c = ctx;
	size_t left = c->stopped ? 0 : c->len - c->at;
	if ((size_t)n > left) n = (int)left;
	memcpy(to, c->doc + c->at, n);
	c->at += n;
	return n;
}

static int parse(check *c, xmlSchemaValidCtxtPtr validator) {
	xmlSchemaSAXPlugPtr plug;
	xmlSAXHandler sax;
	memset(&sax, 0, sizeof sax);
	sax.initialized = XML_SAX2_MAGIC;
	sax.internalSubset = on_doctype;
	sax.startElementNs = on_start;
	sax.endElementNs = on_end;
	sax.characters = sax.ignorableWhitespace = sax.cdataBlock = on_text;
	c->parser = xmlCreateIOParserCtxt(&sax, c, feed, NULL, c, XML_CHAR_ENCODING_NONE);
	if (!c->parser) return -1;
	c->parser->_private = c;
	xmlCtxtUseOptions(c->parser, XML_PARSE_NONET | XML_PARSE_BIG_LINES);
	plug = xmlSchemaSAXPlug(validator, &c->parser->sax, &c->parser->userData);
	if (plug) {
		c->parser->sax->serror = on_syntax; // the plug passes on every handler but this
		xmlParseDocument(c->parser);
		xmlSchemaSAXUnplug(plug);
	}
	xmlFreeParserCtxt(c->parser);
	return plug ? 0 : -1;
}

int xsd_check(void *schema, const char *doc, size_t len, xsd_report *report) {
	check *c = calloc(1, sizeof *c);
	xmlSchemaValidCtxtPtr validator = xmlSchemaNewValidCtxt(schema);
	int failed = -1;
	if (c && validator) {
		c->doc = doc;
		c->len = len;
		c->report = report;
		xmlSchemaSetValidStructuredErrors(validator, on_invalid, c);
		failed = parse(c, validator);
	}
	if (validator) xmlSchemaFreeValidCtxt(validator);
	free(c);
	xmlResetLastError(); // it may hold a long value, for this thread's life
	return failed;
}

static void on_compile(void *ctx, error_ptr e) {
	if (e->level >= XML_ERR_ERROR) record(ctx, e->line, e->code, "", e->message);
}

void *xsd_compile(const char *text, int len, const char *files, size_t n, xsd_report *report) {
	xmlSchemaParserCtxtPtr parser;
	xmlSchemaPtr schema;
	start();
	parser = xmlSchemaNewMemParserCtxt(text, len);
	if (!parser) return NULL;
	xmlSchemaSetParserStructuredErrors(parser, on_compile, report);
	xmlSetStructuredErrorFunc(report, on_compile); // of this thread: for what is not well-formed
	beside = files;
	beside_end = files + n;
	schema = xmlSchemaParse(parser);
	beside = beside_end = NULL;
	xmlSetStructuredErrorFunc(NULL, NULL);
	xmlSchemaFreeParserCtxt(parser);
	xmlResetLastError();
	return schema;
}

void xsd_free(void *schema) { xmlSchemaFree(schema); }
