package pattern_test

import (
	"strings"
	"testing"

	"github.com/mockismp/mockismp/xsd/pattern"
)

func TestMatches(t *testing.T) {
	for expression, values := range map[string]struct{ yes, no []string }{
		`[0-9]{3}`:                             {[]string{"123"}, []string{"12", "1234", "a123", "123\n", "١٢٣"}},
		`\d{3}`:                                {[]string{"123", "١٢٣"}, []string{"12x"}},
		`a|bc`:                                 {[]string{"a", "bc"}, []string{"abc", "ac", ""}},
		`(a|b)?c*`:                             {[]string{"", "a", "bcc"}, []string{"abc"}},
		`a||b`:                                 {[]string{"a", "b", ""}, []string{"ab"}},
		``:                                     {[]string{""}, []string{"a"}},
		`.`:                                    {[]string{"a", "ж", "😀", "\t"}, []string{"\n", "\r", "ab"}},
		`^a$`:                                  {[]string{"^a$"}, []string{"a"}},
		`[^a]`:                                 {[]string{"b", "\n", "ж"}, []string{"a", ""}},
		`[a-z-[aeiou]]+`:                       {[]string{"bcd"}, []string{"bad", "-"}},
		`[a-z-[b-y-[m]]]+`:                     {[]string{"azm"}, []string{"b", "n"}},
		`[^a-[b]]`:                             {[]string{"c"}, []string{"a", "b"}},
		`[-a]+`:                                {[]string{"a-"}, []string{"b"}},
		`[a-]+`:                                {[]string{"a-"}, []string{"b"}},
		`[\-\]\[\\]+`:                          {[]string{`-][\`}, []string{"a"}},
		`[\d\s]+`:                              {[]string{"1 2\n"}, []string{"a"}},
		`[^\d]`:                                {[]string{"a"}, []string{"1"}},
		`\i\c*`:                                {[]string{"a-1", "_x:y", "Қазақ"}, []string{"-a", "1", ""}},
		`\I\C`:                                 {[]string{"1 "}, []string{"a "}},
		`\w+\W`:                                {[]string{"aж1$ ", "a."}, []string{"a-b"}},
		`\s\S`:                                 {[]string{" a", "\ta"}, []string{"aa", "\u00A0a"}},
		`\p{Lu}\P{Lu}`:                         {[]string{"Жж", "A1"}, []string{"жЖ"}},
		`\p{IsCyrillic}+`:                      {[]string{"жЖқ"}, []string{"a"}},
		`\P{IsBasicLatin}`:                     {[]string{"ж"}, []string{"a"}},
		`[\p{L}\p{Nd}]+`:                       {[]string{"aж1"}, []string{"-"}},
		`\n\t\r\.\^\$?`:                        {nil, nil}, // \$ is not known
		`\n\t\r\.\^\{\}\(\)\|`:                 {[]string{"\n\t\r.^{}()|"}, []string{"n"}},
		`a{2,}b{0,1}c{0}`:                      {[]string{"aa", "aaab"}, []string{"a", "aac"}},
		`[a-zA-Z0-9!"%&'*+./_,:;=<>?\-]{1,20}`: {[]string{`a<'"-`}, []string{"", " "}},
	} {
		compiled, err := pattern.Compile(expression)
		if values.yes == nil {
			if err == nil {
				t.Errorf("%s is taken", expression)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %s", expression, err)
			continue
		}
		for _, v := range values.yes {
			if !compiled.MatchString(v) {
				t.Errorf("%s does not match %q", expression, v)
			}
		}
		for _, v := range values.no {
			if compiled.MatchString(v) {
				t.Errorf("%s matches %q", expression, v)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	for expression, want := range map[string]string{
		`(a`:                        "character 3: a group is never closed by )",
		`a)`:                        `character 2: ")" closes nothing`,
		`[a`:                        "character 3: a class is never closed by ]",
		`[]`:                        `character 2: "]" inside of a class is written "\\]"`,
		`[a-[b]c]`:                  "character 7: behind a class that is taken away a ] is due",
		`[b-a]`:                     "character 5: a range does not end with a character behind its first",
		`[a-\d]`:                    "character 6: a range does not end with a character behind its first",
		`*`:                         `character 1: "*" stands behind nothing; as a character it is written "\\*"`,
		`a**`:                       `character 3: "*" stands behind a quantifier`,
		`a{2}?`:                     `character 5: "?" stands behind a quantifier`,
		`a{`:                        "character 3: { is never closed by }",
		`a{,2}`:                     "character 3: {,2} is not of the form {2}, {2,} or {2,3}",
		`a{3,2}`:                    "character 3: {3,2} is not of the form {2}, {2,} or {2,3}",
		`a{1,1001}`:                 "character 3: {1,1001} repeats more than 1000 times, which this engine cannot",
		`(?=a)`:                     `character 2: "?" stands behind nothing; as a character it is written "\\?"`,
		`(?:a)`:                     `character 2: "?" stands behind nothing; as a character it is written "\\?"`,
		`жж\b`:                      `character 5: \b is not known`,
		`\`:                         `character 2: nothing stands behind \`,
		`\p{IsKlingon}`:             `character 3: the category or block "IsKlingon" is not known to this engine`,
		`\p{Cyrillic}`:              `character 3: the category or block "Cyrillic" is not known to this engine`,
		`\pL`:                       `character 3: behind \p or \P a name in {} is due`,
		"\xff":                      "it is not UTF-8",
		`((a{1000}){1000}){1000}`:   "it cannot be said as a regular expression of Go: ",
		strings.Repeat("(", 5000):   "character 102: groups lie deeper than 100 in each other",
		strings.Repeat("[a-", 5000): "character 305: classes lie deeper than 100 in each other",
	} {
		_, err := pattern.Compile(expression)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.40s\ngot  %v\nwant %s", expression, err, want)
		}
	}
}

// FuzzCompile: whatever is written, it is taken or refused; what is taken and
// has no special character matches itself.
func FuzzCompile(f *testing.F) {
	for _, seed := range []string{`[a-z-[aeiou]]{2,3}|\p{Lu}`, `(a|b)*\.`, `[^\d\-]`, `^$`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, expression string) {
		compiled, err := pattern.Compile(expression)
		if err != nil || strings.ContainsAny(expression, `.\?*+{}()[]|`) {
			return
		}
		if !compiled.MatchString(expression) {
			t.Errorf("%q does not match itself", expression)
		}
	})
}
