package pki

import (
	"cmp"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// issue makes a key. One of RSA is that of a fixture, as it takes long to find another; Issue itself finds one in
// TestKeysComeBack.
func issue(t *testing.T, r Request) *Key {
	t.Helper()
	if cmp.Or(r.Algorithm, RSA) == RSA {
		r.Private = testKey(t, "signer.pem").Private
	}
	return must(Issue(r))(t)
}

// TestSubjectLayout: names stand in the certificate in the order and form of real ones.
func TestSubjectLayout(t *testing.T) {
	organisation := func(r Request) string { return "IIN" + inventIIN(r.BIN) }
	for _, c := range []struct {
		ask  Request
		want string
	}{
		{
			Request{IIN: "123456789011", Name: "ТЕСТОВ ТЕСТ ТЕСТОВИЧ"},
			"CN=ТЕСТОВ ТЕСТ, SURNAME=ТЕСТОВ, SERIALNUMBER=IIN123456789011, C=KZ, GIVENNAME=ТЕСТОВИЧ",
		},
		{
			Request{IIN: "940408450442", Name: "ИП МАКУЛБЕКОВА АСЕЛЬ МУРАТБЕККЫЗЫ"},
			"CN=МАКУЛБЕКОВА АСЕЛЬ, SURNAME=МАКУЛБЕКОВА, SERIALNUMBER=IIN940408450442, C=KZ, GIVENNAME=МУРАТБЕККЫЗЫ",
		},
		{
			Request{BIN: "123456789021", IIN: "123456789011", Name: "ТЕСТОВ ТЕСТ ТЕСТОВИЧ", Organisation: `АО "ТЕСТ"`},
			`CN=ТЕСТОВ ТЕСТ, SURNAME=ТЕСТОВ, SERIALNUMBER=IIN123456789011, C=KZ, O=АО "ТЕСТ", OU=BIN123456789021, GIVENNAME=ТЕСТОВИЧ`,
		},
		{
			Request{BIN: "123456789021", Name: "ТОО Новая Ромашка"},
			"CN=ТОО Новая Ромашка, SURNAME=ТОО, SERIALNUMBER=%s, C=KZ, O=ТОО Новая Ромашка, OU=BIN123456789021",
		},
		{
			Request{BIN: "123456789021"},
			"CN=ТЕСТОВ ТЕСТ, SURNAME=ТЕСТОВ, SERIALNUMBER=%s, C=KZ, O=ТОО «ТЕСТ», OU=BIN123456789021, GIVENNAME=ТЕСТОВИЧ",
		},
		{
			Request{IIN: "123456789011", Name: "ТЕСТОВ"},
			"CN=ТЕСТОВ, SURNAME=ТЕСТОВ, SERIALNUMBER=IIN123456789011, C=KZ",
		},
	} {
		want := strings.ReplaceAll(c.want, "%s", organisation(c.ask))
		certificate := readCertificate(issue(t, c.ask).Certificate.Raw)
		if certificate.subject.String() != want {
			t.Errorf("%+v gives %s\nwant %s", c.ask, certificate.subject, want)
		}
		if certificate.issuer.String() != "C=KZ, CN=MOCKISMP ҰКО (RSA TEST)" {
			t.Errorf("issued by %s", certificate.issuer)
		}
	}
}

// TestProfiles: what a certificate may be used for follows its kind and its holder.
func TestProfiles(t *testing.T) {
	for _, c := range []struct {
		ask      Request
		usage    x509.KeyUsage
		purposes []string
		policy   string
	}{
		{Request{IIN: "123456789011"}, x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment, []string{"1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.1"}, "1.2.398.3.3.2.3"},
		{Request{IIN: "123456789011", Kind: KindAuth}, x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, []string{"1.3.6.1.5.5.7.3.2", "1.2.398.3.3.4.1.1"}, "1.2.398.3.3.2.4"},
		{Request{BIN: "123456789021", Kind: KindSign}, x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment, []string{"1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.2", "1.2.398.3.3.4.1.2.1"}, "1.2.398.3.3.2.1"},
		{Request{BIN: "123456789021", Kind: KindAuth}, x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, []string{"1.3.6.1.5.5.7.3.2", "1.2.398.3.3.4.1.2", "1.2.398.3.3.4.1.2.1"}, "1.2.398.3.3.2.2"},
	} {
		made := issue(t, c.ask).Certificate
		read := readCertificate(made.Raw)
		if made.KeyUsage != c.usage || !slices.Equal(read.usages, c.purposes) || len(made.Policies) != 1 || made.Policies[0].String() != c.policy {
			t.Errorf("%+v: usage %b, purposes %v, policies %v", c.ask, made.KeyUsage, read.usages, made.Policies)
		}
		if want := cmp.Or(c.ask.Kind, KindSign); read.kind() != want {
			t.Errorf("%+v: read as %q", c.ask, read.kind())
		}
	}
}

func TestValidity(t *testing.T) {
	start := time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	for expired, end := range map[bool]time.Time{
		false: time.Date(2099, time.December, 31, 23, 59, 59, 0, time.UTC),
		true:  time.Date(2001, time.January, 1, 0, 0, 0, 0, time.UTC),
	} {
		key := issue(t, Request{IIN: "123456789011", Expired: expired})
		if c := key.Certificate; !c.NotBefore.Equal(start) || !c.NotAfter.Equal(end) {
			t.Errorf("expired %v: from %v to %v", expired, c.NotBefore, c.NotAfter)
		}
		_, err := Verify(must(key.Sign(sample, SignOptions{}))(t), attached(Chain))
		var refusal *Refusal
		if expired != errors.As(err, &refusal) || expired && refusal.Rule != RuleValidity {
			t.Errorf("expired %v: error %v", expired, err)
		}
	}
}

func TestIssueRefuses(t *testing.T) {
	for _, c := range []struct {
		ask  Request
		want string
	}{
		{Request{}, "a key needs a bin or an iin of 12 digits, neither was given"},
		{Request{BIN: "12345"}, `bin "12345" is not 12 digits`},
		{Request{BIN: "12345678901x"}, `bin "12345678901x" is not 12 digits`},
		{Request{IIN: "1234567890123"}, `iin "1234567890123" is not 12 digits`},
		{Request{IIN: "123456789011", Organisation: "ТОО"}, `organisation "ТОО" needs a bin, only the iin 123456789011 was given`},
		{Request{IIN: "123456789011", Kind: "both"}, `kind "both" is unknown, use sign or auth`},
		{Request{IIN: "123456789011", Name: "\xff"}, `name "\xff" or organisation "" is not UTF-8`},
	} {
		if _, err := Issue(c.ask); err == nil || err.Error() != c.want {
			t.Errorf("%+v: error %v, want %s", c.ask, err, c.want)
		}
	}
}

// TestInventedIIN: the same for the same BIN, and well formed: a date of birth, 3 or 4, and a fitting check digit.
func TestInventedIIN(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		bin := fmt.Sprintf("%012d", rapid.Int64Range(0, 999_999_999_999).Draw(t, "bin"))
		iin := inventIIN(bin)
		if !isNumber(iin) || iin != inventIIN(bin) {
			t.Fatalf("invented %q, then %q", iin, inventIIN(bin))
		}
		if _, err := time.Parse("20060102", "19"+iin[:6]); err != nil || iin[6] != '3' && iin[6] != '4' {
			t.Fatalf("nobody is born as %s: %v", iin, err)
		}
		if digit, exists := CheckDigit(iin[:11]); !exists || digit != iin[11:] {
			t.Fatalf("check digit of %s should be %s", iin, digit)
		}
	})
}

// TestCheckDigit: numbers that the published documents print.
func TestCheckDigit(t *testing.T) {
	for _, number := range []string{"940408450442", "970425450202", "940517350290"} {
		if digit, exists := CheckDigit(number[:11]); !exists || digit != number[11:] {
			t.Errorf("check digit of %s is %s", number, digit)
		}
	}
}
