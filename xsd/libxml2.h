// The seam to libxml2: compile a schema, check a document against it.
#ifndef MOCKISMP_XSD_LIBXML2_H
#define MOCKISMP_XSD_LIBXML2_H
#include <stddef.h>

// What was found: records "line \t code \t path \t message \0" in text, which
// belongs to the caller.
typedef struct xsd_report {
	char *text;
	size_t len, cap;
	int max;  // how many records are kept
	int kept;
	int more; // how many were not
} xsd_report;

// Code of a record that came from the parser, not from the schema.
#define XSD_SYNTAX 0

// Beside are the files that the schema may include: for each its name, \0, its
// length in digits, \0, and the file.
void *xsd_compile(const char *text, int len, const char *beside, size_t n, xsd_report *report);
void xsd_free(void *schema);
// Gives -1 if libxml2 got no memory, else 0.
int xsd_check(void *schema, const char *doc, size_t len, xsd_report *report);
const char *xsd_version(void);

#endif
