package xsd_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mockismp/mockismp/xsd"
)

// language are schemas of what the language has beside what ours need, with
// documents that fit, and ones that do not: the codes of what is wrong, in order.
var language = []struct {
	name, schema string // inside of <xs:schema>, on its second line
	good         []string
	bad          map[string]string
}{
	{
		name: "all", schema: `<xs:element name="r"><xs:complexType><xs:all>
			<xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int" minOccurs="0"/><xs:element name="c"/></xs:all></xs:complexType></xs:element>`,
		good: []string{"<r><a>1</a><b>1</b><c/></r>", "<r><c/><a>1</a></r>"},
		bad:  map[string]string{"<r><a>1</a></r>": "incomplete", "<r><a>1</a><a>1</a><c/></r>": "unexpected", "<r/>": "incomplete", "<r><c/><d/></r>": "unexpected"},
	},
	{
		name: "all that may be absent", schema: `<xs:element name="r"><xs:complexType><xs:all minOccurs="0"><xs:element name="a"/></xs:all></xs:complexType></xs:element>`,
		good: []string{"<r/>", "<r><a/></r>"},
		bad:  map[string]string{"<r><b/></r>": "unexpected"},
	},
	{
		name: "choice", schema: `<xs:element name="r"><xs:complexType><xs:choice maxOccurs="2"><xs:element name="a"/><xs:sequence><xs:element name="b"/>
			<xs:element name="c" minOccurs="0" maxOccurs="2"/></xs:sequence></xs:choice></xs:complexType></xs:element>`,
		good: []string{"<r><a/></r>", "<r><b/></r>", "<r><b/><c/><c/><a/></r>", "<r><a/><b/><c/></r>", "<r><b/><b/></r>"},
		bad:  map[string]string{"<r/>": "incomplete", "<r><c/></r>": "unexpected", "<r><a/><a/><a/></r>": "unexpected", "<r><b/><c/><c/><c/></r>": "unexpected"},
	},
	{
		name: "many times", schema: `<xs:element name="r"><xs:complexType><xs:sequence minOccurs="2" maxOccurs="30000"><xs:element name="a" minOccurs="0" maxOccurs="30000"/>
			<xs:element name="b"/></xs:sequence></xs:complexType></xs:element>`,
		good: []string{"<r><b/><b/></r>", "<r><a/><a/><b/><b/><a/><b/></r>"},
		bad:  map[string]string{"<r><b/></r>": "incomplete", "<r><a/><b/><a/></r>": "incomplete", "<r><b/><b/><c/></r>": "unexpected"},
	},
	{
		name: "rounds of nothing", schema: `<xs:element name="r"><xs:complexType><xs:sequence minOccurs="3" maxOccurs="unbounded"><xs:element name="a" minOccurs="0"/>
			<xs:element name="b" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>`,
		good: []string{"<r/>", "<r><b/><a/></r>", "<r><a/><b/><a/><b/></r>"},
		bad:  map[string]string{"<r><c/></r>": "unexpected"},
	},
	{
		name: "groups", schema: `<xs:group name="g"><xs:choice><xs:element name="a"/><xs:element name="b"/></xs:choice></xs:group>
			<xs:attributeGroup name="h"><xs:attribute name="x" use="required"/><xs:attributeGroup ref="i"/></xs:attributeGroup>
			<xs:attributeGroup name="i"><xs:attribute name="y" type="xs:boolean"/></xs:attributeGroup>
			<xs:element name="r"><xs:complexType><xs:sequence><xs:group ref="g" maxOccurs="2"/><xs:element name="c"/></xs:sequence><xs:attributeGroup ref="h"/></xs:complexType></xs:element>`,
		good: []string{"<r x=''><a/><b/><c/></r>", "<r x='1' y='true'><b/><c/></r>"},
		bad:  map[string]string{"<r x=''><c/></r>": "unexpected", "<r y='x'><a/><c/></r>": "value required"},
	},
	{
		name: "extension and restriction", schema: `<xs:complexType name="B"><xs:sequence><xs:element name="a"/></xs:sequence><xs:attribute name="x" type="xs:int"/><xs:attribute name="z"/></xs:complexType>
			<xs:complexType name="E"><xs:complexContent><xs:extension base="B"><xs:sequence><xs:element name="b"/></xs:sequence><xs:attribute name="y" use="required"/></xs:extension></xs:complexContent></xs:complexType>
			<xs:complexType name="R"><xs:complexContent><xs:restriction base="B"><xs:sequence><xs:element name="a"/></xs:sequence><xs:attribute name="x" use="required" type="xs:int"/><xs:attribute name="z" use="prohibited"/></xs:restriction></xs:complexContent></xs:complexType>
			<xs:element name="e" type="E"/><xs:element name="r" type="R"/><xs:element name="b" type="B"/>`,
		good: []string{
			"<e y=''><a/><b/></e>", "<r x='1'><a/></r>",
			`<b xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="E" y=""><a/><b/></b>`,
		},
		bad: map[string]string{
			"<e y=''><b/></e>": "unexpected", "<e><a/></e>": "required incomplete", "<r z=''><a/></r>": "attribute required",
			`<b xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="none"><a/></b>`:   "type",
			`<e xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="B" y=""><a/></e>`: "type incomplete",
		},
	},
	{
		name: "simple content", schema: `<xs:complexType name="B"><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="x"/></xs:extension></xs:simpleContent></xs:complexType>
			<xs:element name="r"><xs:complexType><xs:simpleContent><xs:restriction base="B"><xs:maxLength value="2"/><xs:attribute name="x" use="required"/></xs:restriction></xs:simpleContent></xs:complexType></xs:element>`,
		good: []string{"<r x=''>ab</r>", "<r x=''/>"},
		bad:  map[string]string{"<r>abc</r>": "required maxLength", "<r x=''>a<b/></r>": "childOfText"},
	},
	{
		name: "mixed and anything", schema: `<xs:element name="r"><xs:complexType mixed="true"><xs:sequence><xs:element name="a" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>`,
		good: []string{"<r>x</r>", "<r>x<a><b c='d'>e</b><r>x</r></a>y<![CDATA[ ]]></r>"},
		bad:  map[string]string{"<r>x<b/></r>": "unexpected", "<r><a><r><b/></r></a></r>": "unexpected"},
	},
	{
		name: "lists and unions", schema: `<xs:simpleType name="L"><xs:list itemType="xs:int"/></xs:simpleType>
			<xs:simpleType name="U"><xs:union memberTypes="xs:int xs:boolean"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="none"/></xs:restriction></xs:simpleType></xs:union></xs:simpleType>
			<xs:element name="l"><xs:simpleType><xs:restriction base="L"><xs:minLength value="1"/><xs:maxLength value="3"/></xs:restriction></xs:simpleType></xs:element>
			<xs:element name="u" type="U"/>`,
		good: []string{"<l>1 2 3</l>", "<u>1</u>", "<u>true</u>", "<u>none</u>"},
		bad:  map[string]string{"<l>1 x</l>": "value", "<l/>": "minLength", "<l>1 2 3 4</l>": "maxLength", "<u>x</u>": "value"},
	},
	{
		name: "nil, default and fixed", schema: `<xs:element name="r"><xs:complexType><xs:sequence><xs:element name="n" type="xs:int" nillable="true"/>
			<xs:element name="d" type="xs:int" default="7"/><xs:element name="f" type="xs:int" fixed="7"/></xs:sequence><xs:attribute name="x" type="xs:decimal" fixed="1.0"/></xs:complexType></xs:element>`,
		good: []string{
			"<r><n>1</n><d/><f/></r>", "<r x='1.00'><n>1</n><d>1</d><f>7</f></r>",
			`<r xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><n i:nil="true"/><d/><f/></r>`,
		},
		bad: map[string]string{
			"<r x='2'><n/><d/><f>8</f></r>": "fixed value fixed",
			`<r xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><n i:nil="1">1</n><d i:nil="true">1</d><f i:nil="x"/></r>`: "childOfNil notNillable value",
		},
	},
	{
		name: "facets of numbers", schema: `<xs:element name="r"><xs:simpleType><xs:restriction base="xs:decimal"><xs:minExclusive value="0"/><xs:maxInclusive value="100"/>
			<xs:totalDigits value="4"/><xs:fractionDigits value="2"/></xs:restriction></xs:simpleType></xs:element>`,
		good: []string{"<r>0.01</r>", "<r>100</r>", "<r>100.0</r>", "<r>+0099.90</r>"},
		bad:  map[string]string{"<r>0</r>": "minExclusive", "<r>100.01</r>": "maxInclusive totalDigits", "<r>0.001</r>": "fractionDigits", "<r>1e1</r>": "value", "<r/>": "value"},
	},
	{
		name: "facets of dates", schema: `<xs:element name="r"><xs:simpleType><xs:restriction base="xs:date"><xs:minInclusive value="2020-02-29"/><xs:maxExclusive value="2021-01-01"/></xs:restriction></xs:simpleType></xs:element>`,
		good: []string{"<r>2020-02-29</r>", "<r>2020-12-31</r>"},
		bad:  map[string]string{"<r>2020-02-28</r>": "minInclusive", "<r>2021-01-01</r>": "maxExclusive", "<r>2019-02-29</r>": "value", "<r>20-01-01</r>": "value"},
	},
	{
		name: "built-in types", schema: `<xs:element name="r"><xs:complexType><xs:attribute name="hex" type="xs:hexBinary"/><xs:attribute name="lang" type="xs:language"/><xs:attribute name="nc" type="xs:NCName"/>
			<xs:attribute name="tok" type="xs:NMTOKENS"/><xs:attribute name="dur" type="xs:duration"/><xs:attribute name="time" type="xs:time"/><xs:attribute name="year" type="xs:gYear"/>
			<xs:attribute name="month" type="xs:gYearMonth"/><xs:attribute name="day" type="xs:gMonthDay"/><xs:attribute name="dbl" type="xs:double"/><xs:attribute name="byte" type="xs:unsignedByte"/></xs:complexType></xs:element>`,
		good: []string{
			"<r hex='0aFF' lang='kk-KZ' nc='a-1' tok='a 1 -b' dur='P1Y2M3DT4H5M6.7S' time='23:59:59.9Z' year='2022' month='2022-06' day='--02-29' dbl='-1.5E3' byte='255'/>",
			"<r hex='' lang='ru' nc='_' dur='-PT1S' time='24:00:00' year='-0044' dbl='INF' byte='+0'/>",
		},
		bad: map[string]string{
			"<r hex='0'/>":         "value",
			"<r lang='русский'/>":  "value",
			"<r nc='a:b'/>":        "value",
			"<r dur='P'/>":         "value",
			"<r time='24:00:01'/>": "value",
			"<r year='22'/>":       "value",
			"<r month='2022-13'/>": "value",
			"<r day='--02-30'/>":   "value",
			"<r dbl='1e'/>":        "value",
			"<r byte='256'/>":      "value",
			"<r tok=''/>":          "minLength",
			"<r dur='P1S'/>":       "value", "<r dur='P1YT'/>": "value", "<r nc='1'/>": "value",
		},
	},
	{
		name: "patterns of several levels", schema: `<xs:simpleType name="A"><xs:restriction base="xs:string"><xs:pattern value="[a-z]+"/><xs:pattern value="\d+"/></xs:restriction></xs:simpleType>
			<xs:element name="r"><xs:simpleType><xs:restriction base="A"><xs:pattern value=".{2}"/><xs:whiteSpace value="collapse"/></xs:restriction></xs:simpleType></xs:element>`,
		good: []string{"<r>ab</r>", "<r>12</r>", "<r> ab\n</r>"},
		bad:  map[string]string{"<r>abc</r>": "pattern", "<r>a1</r>": "pattern"},
	},
}

func schemaOf(inside string) string {
	return "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">\n" + inside + "</xs:schema>"
}

// languageSet has every schema of language, under its name, and the documents.
func languageSet(t testing.TB, engine xsd.Engine) *xsd.Set {
	t.Helper()
	dir := t.TempDir()
	for _, l := range language {
		write(t, dir, l.name+".xsd", schemaOf(l.schema))
	}
	set, err := xsd.Load(xsd.Config{Dir: dir, Engine: engine})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestLanguage(t *testing.T) {
	set := languageSet(t, xsd.Go)
	for _, l := range language {
		for _, text := range l.good {
			if found := set.Check(l.name+".xsd", []byte(text)); len(found) > 0 {
				t.Errorf("%s: %s: %v", l.name, text, found)
			}
		}
		for text, want := range l.bad {
			var codes []string
			found := set.Check(l.name+".xsd", []byte(text))
			for _, v := range found {
				codes = append(codes, v.Code)
			}
			if got := strings.Join(codes, " "); got != want {
				t.Errorf("%s: %s: %s, not %s: %v", l.name, text, got, want, found)
			}
		}
	}
}

// TestNamespaces: of a schema with one, whose local elements have it.
func TestNamespaces(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "n.xsd", `<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:a" xmlns:a="urn:a" elementFormDefault="qualified">
		<include schemaLocation="part.xsd"/><element name="r" type="a:R"/></schema>`)
	write(t, dir, "part.xsd", `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"><xs:complexType name="R"><xs:sequence>
		<xs:element name="x" type="Y"/></xs:sequence><xs:attribute name="y"/></xs:complexType><xs:simpleType name="Y"><xs:restriction base="xs:int"/></xs:simpleType></xs:schema>`)
	inDir := func(e xsd.Engine) (*xsd.Set, error) { return xsd.Load(xsd.Config{Dir: dir, Engine: e}) }
	t.Run("go", func(t *testing.T) { checkNamespaces(t, inDir, xsd.Go) })
	t.Run("libxml2", func(t *testing.T) { checkNamespaces(t, inDir, xsd.LibXML2) })
}

func checkNamespaces(t *testing.T, load func(xsd.Engine) (*xsd.Set, error), e xsd.Engine) {
	if _, err := byEngine(e); err != nil {
		leaveOut(t, err.Error())
	}
	set, err := load(e)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		`<r xmlns="urn:a" y=""><x>1</x></r>`:                   "",
		`<p:r xmlns:p="urn:a"><p:x>1</p:x></p:r>`:              "",
		`<r xmlns="urn:a"><x xmlns="urn:b">1</x></r>`:          "unexpected",
		`<p:r xmlns:p="urn:a"><x>1</x></p:r>`:                  "unexpected",
		`<p:r xmlns:p="urn:a" p:y=""><p:x>a</p:x></p:r>`:       "attribute",
		`<r><x>1</x></r>`:                                      "root",
		`<p:r xmlns:p="urn:a"><q:x>1</q:x></p:r>`:              "syntax",
		`<p:r xmlns:p="urn:a" xmlns:q="urn:a" p:y="" q:y=""/>`: "syntax",
	} {
		found := set.Check("n.xsd", []byte(text))
		if got := fmt.Sprint(found); want == "" && len(found) > 0 || want != "" && (len(found) == 0 || found[0].Code != want) {
			t.Errorf("%s: %s, not %s", text, got, want)
		}
	}
}
