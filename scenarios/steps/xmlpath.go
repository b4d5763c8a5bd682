package steps

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// A path of XML: elements by their local names, the n-th of its name in brackets,
// and an attribute at the end.
var xmlPath = regexp.MustCompile(`^(/[\p{L}_][\p{L}\d_.-]*(\[[1-9]\d{0,6}\])?)+(/@[\p{L}_][\p{L}\d_.:-]*)?$`)

// checkXMLPath says what is wrong with a path, "" for nothing.
func checkXMLPath(path string) string {
	if !xmlPath.MatchString(path) {
		return fmt.Sprintf("%.80q is no path such as /file/document/productList/iCode[2] or /file/@fileId", path)
	}
	return ""
}

type xmlStep struct {
	name string
	nth  int
}

// xmlAt finds the text of the element or attribute at a path.
func xmlAt(text, path string) (string, error) {
	if why := checkXMLPath(path); why != "" {
		return "", errors.New(why)
	}
	elements, attribute, _ := strings.Cut(path, "/@")
	var want []xmlStep
	for word := range strings.SplitSeq(elements[1:], "/") {
		name, nth, _ := strings.Cut(strings.TrimSuffix(word, "]"), "[")
		n, err := strconv.Atoi(nth)
		if err != nil {
			n = 1
		}
		want = append(want, xmlStep{name, n})
	}
	in := xml.NewDecoder(strings.NewReader(text))
	seen := make([]int, len(want))
	depth, on := 0, 0 // how deep we are, and how much of that is on the path
	for {
		token, err := in.Token()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return "", fmt.Errorf("there is no %s in it", path)
			}
			return "", fmt.Errorf("it is no XML: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth == on && on < len(want) && t.Name.Local == want[on].name {
				if seen[on]++; seen[on] == want[on].nth {
					if on++; on == len(want) {
						return found(in, t, attribute, path)
					}
					clear(seen[on:])
				}
			}
			depth++
		case xml.EndElement:
			if depth--; on > depth {
				on = depth
			}
		}
	}
}

func found(in *xml.Decoder, e xml.StartElement, attribute, path string) (string, error) {
	if attribute == "" {
		var text struct {
			Text string `xml:",chardata"`
		}
		err := in.DecodeElement(&text, &e)
		return strings.TrimSpace(text.Text), err
	}
	for _, a := range e.Attr {
		if a.Name.Local == attribute {
			return a.Value, nil
		}
	}
	return "", fmt.Errorf("there is no %s in it", path)
}
