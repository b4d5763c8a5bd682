package datatype

import (
	"bytes"
	"cmp"
	"time"
)

// moment is a point in time as it is written: seconds since the year 1, in its
// own time zone, and what is left of a second.
type moment struct {
	seconds  int64
	fraction []byte // digits of a second, without zeros at the end
	offset   int64  // seconds east of Greenwich
	zoned    bool
}

// mostOffset is the furthest time zone. A moment without one lies up to that far
// from where it would lie in Greenwich.
const mostOffset = 14 * 60 * 60

func (m moment) compare(n moment) (int, bool) {
	a, b := m.seconds-m.offset, n.seconds-n.offset
	if m.zoned == n.zoned {
		return cmp.Or(cmp.Compare(a, b), bytes.Compare(m.fraction, n.fraction)), true
	}
	switch difference := a - b; {
	case difference < -mostOffset:
		return -1, true
	case difference > mostOffset:
		return 1, true
	}
	return 0, false
}

// shaped reads moments of one shape: Y, M and D are year, month and day, t is a
// time, all else stands for itself. A time zone may follow any.
func shaped(shape string) func([]byte) (Value, bool) {
	return func(text []byte) (Value, bool) {
		r := reading{rest: text, year: 1972, month: 1, day: 1} // a leap year
		for _, part := range []byte(shape) {
			switch part {
			case 'Y':
				r.readYear()
			case 'M':
				r.month = r.two(1, 12)
			case 'D':
				r.day = r.two(1, 31)
			case 't':
				r.readTime()
			default:
				r.expect(part)
			}
		}
		r.readZone()
		if r.failed || len(r.rest) > 0 || r.day > daysOf(r.year, r.month) {
			return Value{}, false
		}
		r.m.seconds += days(r.year, r.month, r.day) * 86400
		return Value{moment: r.m}, true
	}
}

type reading struct {
	rest             []byte
	failed           bool
	year, month, day int64
	m                moment
}

func (r *reading) expect(c byte) {
	if len(r.rest) == 0 || r.rest[0] != c {
		r.failed = true
		return
	}
	r.rest = r.rest[1:]
}

func (r *reading) take(c byte) bool {
	if len(r.rest) == 0 || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

// digits takes all that stand next.
func (r *reading) digits() []byte {
	n := 0
	for n < len(r.rest) && isDigit(r.rest[n]) {
		n++
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

// two takes a number of two digits.
func (r *reading) two(least, most int64) int64 {
	if len(r.rest) < 2 || !isDigit(r.rest[0]) || !isDigit(r.rest[1]) {
		r.failed = true
		return least
	}
	n := int64(r.rest[0]-'0')*10 + int64(r.rest[1]-'0')
	r.rest = r.rest[2:]
	if n < least || n > most {
		r.failed = true
		return least
	}
	return n
}

// farYears, followed by four digits, is a year further than any that is counted,
// in a calendar that repeats itself every 400 years.
const farYears = 10_000_000

// readYear takes four digits or more, no zero in front of more than four. There
// is no year 0.
func (r *reading) readYear() {
	before := r.take('-')
	written := r.digits()
	if len(written) < 4 || len(written) > 4 && written[0] == '0' {
		r.failed = true
		return
	}
	r.year = 0
	if most := len("99999999999"); len(written) > most { // the same day, nearer
		r.year, written = farYears, written[len(written)-4:]
	}
	for _, c := range written {
		r.year = r.year*10 + int64(c-'0')
	}
	if r.year == 0 {
		r.failed = true
	}
	if before {
		r.year = -r.year
	}
}

// readTime takes hh:mm:ss with a fraction or without; 24:00:00 is the end of the day.
func (r *reading) readTime() {
	hour := r.two(0, 24)
	r.expect(':')
	minute := r.two(0, 59)
	r.expect(':')
	second := r.two(0, 59)
	if r.take('.') {
		written := r.digits()
		r.failed = r.failed || len(written) == 0
		r.m.fraction = bytes.TrimRight(written, "0")
	}
	if hour == 24 && (minute > 0 || second > 0 || len(r.m.fraction) > 0) {
		r.failed = true
	}
	r.m.seconds += hour*3600 + minute*60 + second
}

func (r *reading) readZone() {
	if r.take('Z') {
		r.m.zoned = true
		return
	}
	sign := int64(1)
	if !r.take('+') {
		if !r.take('-') {
			return
		}
		sign = -1
	}
	hour := r.two(0, 14)
	r.expect(':')
	offset := hour*3600 + r.two(0, 59)*60
	r.failed = r.failed || offset > mostOffset
	r.m.offset, r.m.zoned = sign*offset, true
}

func leap(year int64) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysOf(year, month int64) int64 {
	if year < 0 {
		year++ // there is no year 0
	}
	switch time.Month(month) {
	case time.February:
		if leap(year) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	default:
		return 31
	}
}

// days counts days from a day long ago.
func days(year, month, day int64) int64 {
	if year < 0 {
		year++
	}
	// The year begins in March, so that the odd day comes last.
	if month -= 3; month < 0 {
		month += 12
		year--
	}
	era := year / 400
	if year < 0 {
		era = (year - 399) / 400
	}
	ofEra := year - era*400
	return era*146097 + ofEra*365 + ofEra/4 - ofEra/100 + (153*month+2)/5 + day - 1
}

// duration reads PnYnMnDTnHnMnS, of which at least one part is there.
func duration(text []byte) (Value, bool) {
	r := reading{rest: text}
	negative := r.take('-')
	r.expect('P')
	units := []struct {
		letter byte
		months bool
		size   int64
	}{{'Y', true, 12}, {'M', true, 1}, {'D', false, 86400}, {'T', false, 0}, {'H', false, 3600}, {'M', false, 60}, {'S', false, 1}}
	var months, seconds int64
	var fraction []byte
	parts, inTime := 0, false
	for _, unit := range units {
		if unit.letter == 'T' {
			if inTime = r.take('T'); !inTime {
				break
			}
			parts = 0
			continue
		}
		before := r.rest
		written := r.digits()
		hasPoint := unit.letter == 'S' && r.take('.')
		if hasPoint {
			fraction = r.digits()
			r.failed = r.failed || len(fraction) == 0
		}
		if len(written) == 0 || len(written) > 12 || !r.take(unit.letter) {
			r.rest = before
			fraction = nil
			continue
		}
		n := int64(0)
		for _, c := range written {
			n = n*10 + int64(c-'0')
		}
		parts++
		if unit.months {
			months += n * unit.size
		} else {
			seconds += n * unit.size
		}
	}
	if r.failed || parts == 0 || len(r.rest) > 0 {
		return Value{}, false
	}
	if negative {
		months = -months
	}
	return Value{months: months, seconds: secondsOf(negative, seconds, fraction)}, true
}
