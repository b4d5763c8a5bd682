package dict

import (
	"testing"
	"time"
)

func local(t *testing.T, s string) time.Time {
	t.Helper()
	day, err := time.Parse("2006-01-02 15:04 -07:00", s)
	if err != nil {
		t.Fatal(err)
	}
	return day
}

func TestWorkingDays(t *testing.T) {
	for day, want := range map[string]bool{
		"2026-11-20": true,  // a Friday
		"2026-11-21": false, // Saturday
		"2026-11-22": false, // Sunday
		"2026-11-23": true,
		"2026-01-01": false, // New Year
		"2026-01-02": false, //
		"2026-01-07": false, // Christmas, a Wednesday
		"2023-01-03": false, // so that of Sunday moves to Tuesday
		"2023-01-04": true,
		"2023-01-01": false, // Sunday, moved
		"2023-01-02": false, // Monday, a holiday itself
		"2028-01-03": false, // 1 and 2 January 2028 are Saturday and Sunday: Monday and
		"2028-01-04": false, // Tuesday are free instead
		"2028-01-05": true,
		"2024-01-07": false, // Christmas on a Sunday
		"2024-01-08": true,  // and it does not move
		"2026-03-21": false, // Nauryz on Saturday, Sunday and Monday:
		"2026-03-23": false,
		"2026-03-24": false, // two days moved
		"2026-03-25": false,
		"2026-03-26": true,
		"2026-05-27": false, // Kurban Ait
		"2021-10-25": true,  // Republic Day came in 2022
		"2022-10-25": false,
		"2021-12-01": false,
		"2022-12-01": true,
	} {
		if got := workingDay(local(t, day+" 12:00 +05:00")); got != want {
			t.Errorf("%s is a working day: %t", day, got)
		}
	}
}

func TestWorkingDaysAfter(t *testing.T) {
	for from, want := range map[string]string{
		"2026-11-16 10:00 +05:00": "2026-11-24 00:00 +05:00", // Monday: 17, 18, 19, 20, 23
		"2026-11-16 23:59 +05:00": "2026-11-24 00:00 +05:00",
		"2026-11-16 19:30 +00:00": "2026-11-25 00:00 +05:00", // half past midnight of Tuesday in Kazakhstan
		"2026-11-21 10:00 +05:00": "2026-11-28 00:00 +05:00", // Saturday: 23 to 27
		"2025-12-30 10:00 +05:00": "2026-01-10 00:00 +05:00", // 31, 5, 6, 8, 9: three holidays and a weekend between
		"2024-02-26 10:00 +06:00": "2024-03-05 00:00 +05:00", // over the change of zone: 27, 28, 29, 1, 4
		"2021-11-15 10:00 +06:00": "2021-11-23 00:00 +06:00",
	} {
		if got := WorkingDaysAfter(local(t, from), 5); !got.Equal(local(t, want)) {
			t.Errorf("five working days after %s end at %s, not %s", from, got, want)
		}
	}
}
