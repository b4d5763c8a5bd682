package xsd_test

import (
	"strings"
	"testing"
)

// TestSchemasThatAreRefused: what the engine does not know, and what is wrong,
// is refused by name and line when a schema is loaded.
func TestSchemasThatAreRefused(t *testing.T) {
	for inside, want := range map[string]string{
		`<xs:import namespace="a"/>`:                           "line 2: <import> is not known to this engine",
		`<xs:element name="r"><xs:key name="k"/></xs:element>`: "line 2: <key> is not known to this engine",
		"\n<xs:element name='r'><xs:complexType><xs:sequence>\n<xs:any/></xs:sequence></xs:complexType></xs:element>": "line 4: <any> is not known to this engine",
		`<xs:element name="r" substitutionGroup="s"/>`:                                                                `line 2: the attribute substitutionGroup="s" of <element> is not known to this engine`,
		`<xs:element name="r" abstract="true"/>`:                                                                      `line 2: the attribute abstract="true" of <element> is not known to this engine`,
		`<xs:element name="r" type="xs:ID"/>`:                                                                         "line 2: the type xs:ID is not known to this engine",
		`<xs:element name="r" type="xs:intt"/>`:                                                                       "line 2: the type xs:intt is not known to this engine",
		`<xs:element name="r" type="none"/>`:                                                                          "line 2: there is no type none",
		`<xs:element name="r" type="a:none"/>`:                                                                        "line 2: the prefix of a:none is not declared",
		`<xs:element type="xs:int"/>`:                                                                                 "line 2: <element> has no name",
		`<xs:element name="1"/>`:                                                                                      `line 2: the name "1" of <element> is none`,
		`<xs:element name="r"/><xs:element name="r"/>`:                                                                "line 2: <element> r stands on line 2 already",
		`<xs:element name="r"><xs:sequence/></xs:element>`:                                                            "line 2: <sequence> cannot stand in <element>",
		`<xs:element name="r"><xs:complexType><xs:attribute name="a"/><xs:sequence/></xs:complexType></xs:element>`:                                     "line 2: <sequence> cannot stand behind <attribute> in <complexType>",
		`<xs:element name="r" minOccurs="1"/><xs:complexType name="T"><xs:sequence><xs:element name="a" maxOccurs="x"/></xs:sequence></xs:complexType>`: `line 2: maxOccurs is "x", no whole number`,
		`<xs:complexType name="T"><xs:sequence><xs:element name="a" minOccurs="2"/></xs:sequence></xs:complexType>`:                                     "line 2: minOccurs 2 is more than maxOccurs 1",
		`<xs:complexType name="T"><xs:sequence><xs:element name="a" minOccurs="0"/><xs:element name="a"/></xs:sequence></xs:complexType>`:               "line 2: the content is not deterministic: <a>",
		`<xs:complexType name="T"><xs:choice><xs:element name="a"/><xs:element name="a"/></xs:choice></xs:complexType>`:                                 "line 2: the content is not deterministic: <a>",
		`<xs:complexType name="T"><xs:sequence minOccurs="2" maxOccurs="2"><xs:element name="a" maxOccurs="2"/></xs:sequence></xs:complexType>`:         "line 2: the content is not deterministic: <a>",
		`<xs:complexType name="T"><xs:complexContent><xs:extension base="T"/></xs:complexContent></xs:complexType>`:                                     "line 2: <complexType> T is made of itself",
		`<xs:simpleType name="T"><xs:restriction base="T"/></xs:simpleType>`:                                                                            "line 2: <simpleType> T is made of itself",
		`<xs:group name="g"><xs:sequence><xs:group ref="g"/></xs:sequence></xs:group>`:                                                                  "line 2: <group> g is made of itself",
		`<xs:attributeGroup name="g"><xs:attributeGroup ref="g"/></xs:attributeGroup>`:                                                                  "line 2: <attributeGroup> g is made of itself",
		`<xs:simpleType name="T"><xs:restriction base="xs:int"><xs:minLength value="1"/></xs:restriction></xs:simpleType>`:                              "line 2: <minLength> does not apply to this type",
		`<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:minInclusive value="1"/></xs:restriction></xs:simpleType>`:                        "line 2: <minInclusive> does not apply to this type",
		`<xs:simpleType name="T"><xs:restriction base="xs:int"><xs:minInclusive value="x"/></xs:restriction></xs:simpleType>`:                           `line 2: minInclusive "x" is no value`,
		`<xs:simpleType name="T"><xs:restriction base="xs:int"><xs:enumeration value="x"/></xs:restriction></xs:simpleType>`:                            `line 2: "x" is no value`,
		`<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:pattern value="(a"/></xs:restriction></xs:simpleType>`:                            `line 2: the pattern "(a": character 3: a group is never closed by )`,
		`<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:minLength value="3"/><xs:maxLength value="2"/></xs:restriction></xs:simpleType>`:  "line 2: no length fits all",
		`<xs:simpleType name="T"><xs:restriction base="xs:string"><xs:length/></xs:restriction></xs:simpleType>`:                                        "line 2: <length> has no value",
		`<xs:simpleType name="T"/>`:                        "line 2: <simpleType> holds neither <restriction> nor <list> nor <union>",
		`<xs:element name="r" type="xs:int" default="x"/>`: `line 2: default is "x", which is no value of its type`,
		`<xs:include schemaLocation="none.xsd"/>`:          "line 2: none.xsd cannot be included: there is no such file beside it",
		`<xs:include schemaLocation="../none.xsd"/>`:       `line 2: schemaLocation is "../none.xsd": it names a file beside the schema, without a folder`,
		`<a/>`:                  "line 2: <a> is no element of http://www.w3.org/2001/XMLSchema",
		`text`:                  `line 1: text "text" between elements`,
		`<xs:element name="r">`: "line 2: ",
	} {
		dir := t.TempDir()
		write(t, dir, "a.xsd", schemaOf(inside))
		_, err := load(dir)
		if err == nil || !strings.HasPrefix(err.Error(), "schema a.xsd: "+want) {
			t.Errorf("%s\ngot  %v\nwant %s", inside, err, want)
			continue
		}
		if !strings.Contains(err.Error(), "--xsd-engine libxml2") {
			t.Errorf("%v does not say what else could be tried", err)
		}
	}
}
