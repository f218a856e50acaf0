;; Finds the records of a CloudTrail text. What the words mean, and who calls this, stands in record-scanner.ts.
;; Compiled by `npm run generate` into record-scan.generated.json.
(module
  ;; The first 1024 bytes are the table of beginnings of names that are wanted; the text lies behind it.
  (memory (export "memory") 1)

  ;; Open brackets before the next byte, and the depth at which an object is a record.
  (global $depth (export "depth") (mut i32) (i32.const 0))
  (global $level (export "level") (mut i32) (i32.const 0))
  ;; Records seen, and those of them that have an event name.
  (global $records (export "records") (mut i32) (i32.const 0))
  (global $named (export "named") (mut i32) (i32.const 0))
  ;; The found record, and its event name; after `MORE`, `start` is where to look again.
  (global $start (export "start") (mut i32) (i32.const 0))
  (global $end (export "end") (mut i32) (i32.const 0))
  (global $nameStart (export "nameStart") (mut i32) (i32.const 0))
  (global $nameEnd (export "nameEnd") (mut i32) (i32.const 0))

  (func $skipBlanks (param $at i32) (param $to i32) (result i32)
    (loop $next
      (if (i32.and (i32.lt_u (local.get $at) (local.get $to)) (i32.le_u (i32.load8_u (local.get $at)) (i32.const 0x20)))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (br $next))))
    (local.get $at))

  ;; Whether a record of this name may be wanted: the first eight bytes of the name choose a bit of the table.
  (func $likely (param $start i32) (param $end i32) (result i32)
    (local $word i64) (local $place i32) (local $size i32)
    (global.set $named (i32.add (global.get $named) (i32.const 1)))
    (local.set $word (i64.load (local.get $start)))
    (local.set $size (i32.sub (local.get $end) (local.get $start)))
    (if (i32.lt_u (local.get $size) (i32.const 8))
      (then
        (local.set $word (i64.and
          (local.get $word)
          (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (i32.shl (local.get $size) (i32.const 3)))) (i64.const 1))))))
    (local.set $place (i32.wrap_i64
      (i64.shr_u (i64.mul (local.get $word) (i64.const 0x9e3779b97f4a7c15)) (i64.const 51))))
    (i32.and
      (i32.shr_u (i32.load8_u (i32.shr_u (local.get $place) (i32.const 3))) (i32.and (local.get $place) (i32.const 7)))
      (i32.const 1)))

  ;; Where the next quote or backslash stands in a string, from `at` on; `to` or more when there is none before it.
  (func $nextInString (param $at i32) (param $to i32) (result i32)
    (local $bytes v128) (local $mask i32)
    (loop $next
      (if (i32.lt_u (local.get $at) (local.get $to))
        (then
          (local.set $bytes (v128.load (local.get $at)))
          (local.set $mask (i8x16.bitmask (v128.or
            (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))
            (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c))))))
          (if (local.get $mask) (then (return (i32.add (local.get $at) (i32.ctz (local.get $mask))))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br $next))))
    (local.get $at))

  ;; Looks whether the string that begins at `at` is a key that names its record, and keeps the name: the event's, or `detail` for
  ;; an event of EventBridge, which holds the record and its name with it. 0: what follows is not before `to`.
  (func $named (param $at i32) (param $to i32) (result i32)
    (local $word i64) (local $value i32) (local $end i32) (local $detail i32)
    (local.set $word (i64.load offset=1 (local.get $at)))
    (local.set $detail (i64.eq (i64.and (local.get $word) (i64.const 0x00ffffffffffffff)) (i64.const 0x0022_6c6961746564)))
    (local.set $end (i32.add (local.get $at) (i32.const 7)))
    (if (i32.eqz (local.get $detail))
      (then
        ;; `eventNam` or `EventNam`, then `e` and the quote that ends it
        (local.set $end (i32.add (local.get $at) (i32.const 10)))
        ;; What lies behind `to` is of another text: a short string before it is no key, and a key that it cuts is in no whole record.
        (if (i32.or
              (i64.ne (i64.or (local.get $word) (i64.const 0x20)) (i64.const 0x6d614e746e657665))
              (i32.ne (i32.load16_u offset=9 (local.get $at)) (i32.const 0x2265)))
          (then (return (i32.const 1))))
        (if (i32.ge_u (local.get $end) (local.get $to)) (then (return (i32.const 0))))))
    (local.set $value (call $skipBlanks (i32.add (local.get $end) (i32.const 1)) (local.get $to)))
    (if (i32.ge_u (local.get $value) (local.get $to)) (then (return (i32.const 0))))
    (if (i32.ne (i32.load8_u (local.get $value)) (i32.const 0x3a)) (then (return (i32.const 1))))
    (local.set $value (call $skipBlanks (i32.add (local.get $value) (i32.const 1)) (local.get $to)))
    (if (i32.ge_u (local.get $value) (local.get $to)) (then (return (i32.const 0))))
    (if (local.get $detail)
      (then
        (if (i32.and (i32.eqz (global.get $nameEnd)) (i32.eq (i32.load8_u (local.get $value)) (i32.const 0x7b)))
          (then
            (global.set $nameStart (i32.add (local.get $at) (i32.const 1)))
            (global.set $nameEnd (local.get $end))))
        (return (i32.const 1))))
    (if (i32.ne (i32.load8_u (local.get $value)) (i32.const 0x22)) (then (return (i32.const 1))))
    (local.set $value (i32.add (local.get $value) (i32.const 1)))
    (local.set $end (call $nextInString (local.get $value) (local.get $to)))
    (if (i32.ge_u (local.get $end) (local.get $to)) (then (return (i32.const 0))))
    ;; A name with a backslash is no event's.
    (if (i32.eq (i32.load8_u (local.get $end)) (i32.const 0x22))
      (then
        (global.set $nameStart (local.get $value))
        (global.set $nameEnd (local.get $end))))
    (i32.const 1))

  ;; Goes through a record of a list, which begins at `at`, sixteen bytes at a time whatever they hold: which of them lie in strings
  ;; follows from the quotes before them. Returns where the record ends; 0 when that is not before `to`. Sets `nameStart` and `nameEnd`.
  (func $record (param $at i32) (param $to i32) (result i32)
    (local $bytes v128) (local $sixth v128) (local $quotes i32) (local $slashes i32) (local $escaped i32) (local $carry i32)
    (local $inside i32) (local $before i32) (local $marks i32) (local $depth i32) (local $place i32) (local $byte i32) (local $value i32)
    (global.set $nameEnd (i32.const 0))
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $to)) (then (return (i32.const 0))))
      (local.set $bytes (v128.load (local.get $at)))
      (local.set $quotes (i8x16.bitmask (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))))
      (local.set $slashes (i8x16.bitmask (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c)))))

      ;; A quote behind a backslash, which is not itself behind one, ends no string.
      (if (i32.or (local.get $slashes) (local.get $carry))
        (then
          (local.set $escaped (local.get $carry))
          (local.set $slashes (i32.and (local.get $slashes) (i32.xor (local.get $escaped) (i32.const -1))))
          (loop $slash
            (if (local.get $slashes)
              (then
                (local.set $value (i32.shl (i32.and (local.get $slashes) (i32.sub (i32.const 0) (local.get $slashes))) (i32.const 1)))
                (local.set $escaped (i32.or (local.get $escaped) (local.get $value)))
                (local.set $slashes (i32.and
                  (i32.and (local.get $slashes) (i32.sub (local.get $slashes) (i32.const 1)))
                  (i32.xor (local.get $value) (i32.const -1))))
                (br $slash))))
          (local.set $carry (i32.shr_u (local.get $escaped) (i32.const 16)))
          (local.set $quotes (i32.and (local.get $quotes) (i32.xor (local.get $escaped) (i32.const -1))))))

      ;; Each bit: whether an odd number of quotes stands before the byte or at it.
      (local.set $inside (local.get $quotes))
      (local.set $inside (i32.xor (local.get $inside) (i32.shl (local.get $inside) (i32.const 1))))
      (local.set $inside (i32.xor (local.get $inside) (i32.shl (local.get $inside) (i32.const 2))))
      (local.set $inside (i32.xor (local.get $inside) (i32.shl (local.get $inside) (i32.const 4))))
      (local.set $inside (i32.xor (local.get $inside) (i32.shl (local.get $inside) (i32.const 8))))
      (local.set $inside (i32.xor (local.get $inside) (local.get $before)))
      (local.set $before (i32.shr_s (i32.shl (local.get $inside) (i32.const 16)) (i32.const 31)))

      ;; Brackets between strings, and the beginnings of strings whose sixth byte is the `N` of `eventName` or the `l` of `detail`.
      (local.set $sixth (v128.load offset=6 (local.get $at)))
      (local.set $marks (i32.or
        (i32.and
          (i8x16.bitmask (i8x16.eq (v128.or (local.get $bytes) (i8x16.splat (i32.const 0x26))) (i8x16.splat (i32.const 0x7f))))
          (i32.xor (local.get $inside) (i32.const -1)))
        (i32.and
          (i32.and (local.get $quotes) (local.get $inside))
          (i8x16.bitmask (v128.or
            (i8x16.eq (local.get $sixth) (i8x16.splat (i32.const 0x4e)))
            (v128.and
              (i8x16.eq (local.get $sixth) (i8x16.splat (i32.const 0x6c)))
              (i8x16.eq (v128.load offset=7 (local.get $at)) (i8x16.splat (i32.const 0x22)))))))))

      (loop $mark
        (if (local.get $marks)
          (then
            (local.set $place (i32.add (local.get $at) (i32.ctz (local.get $marks))))
            (local.set $marks (i32.and (local.get $marks) (i32.sub (local.get $marks) (i32.const 1))))
            (if (i32.ge_u (local.get $place) (local.get $to)) (then (return (i32.const 0))))
            (local.set $byte (i32.load8_u (local.get $place)))
            (if (i32.eq (local.get $byte) (i32.const 0x22))
              (then
                (br_if $mark (i32.ne (local.get $depth) (i32.const 1)))
                (local.set $value (call $named (local.get $place) (local.get $to)))
                (if (i32.eqz (local.get $value)) (then (return (i32.const 0)))))
              (else
                (if (i32.eq (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x7b))
                  (then (local.set $depth (i32.add (local.get $depth) (i32.const 1)))))
                (if (i32.eq (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x7d))
                  (then
                    (local.set $depth (i32.sub (local.get $depth) (i32.const 1)))
                    (if (i32.eqz (local.get $depth)) (then (return (i32.add (local.get $place) (i32.const 1)))))))))
            (br $mark))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br $next))
    (unreachable))

  ;; Looks on from `at`, up to `to`; thirty-two bytes behind `to` must be there to be read.
  ;; 0: no further record before `to`; 1: a record whose event name may be wanted; 2: no JSON; 3: a bracket is closed that was not opened.
  (func (export "next") (param $at i32) (param $to i32) (result i32)
    (local $depth i32) (local $level i32) (local $start i32) (local $nameStart i32) (local $nameEnd i32)
    (local $bytes v128) (local $mask i32) (local $byte i32) (local $end i32) (local $size i32) (local $value i32) (local $word i64)
    (local.set $depth (global.get $depth))
    (local.set $level (global.get $level))
    (local.set $start (i32.const -1))
    (block $more
      (loop $next
        (br_if $more (i32.ge_u (local.get $at) (local.get $to)))

        ;; The next quote or bracket. `[` and `]` differ from `{` and `}` by one bit.
        (if (local.get $depth)
          (then
            (local.set $bytes (v128.load (local.get $at)))
            (local.set $mask (i8x16.bitmask (v128.or
              (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))
              (i8x16.eq
                (v128.or (local.get $bytes) (i8x16.splat (i32.const 0x26)))
                (i8x16.splat (i32.const 0x7f))))))
            (if (i32.eqz (local.get $mask))
              (then
                (local.set $at (i32.add (local.get $at) (i32.const 16)))
                (br $next)))
            (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $mask))))
            (br_if $more (i32.ge_u (local.get $at) (local.get $to)))))
        (local.set $byte (i32.load8_u (local.get $at)))

        (if (i32.eq (local.get $byte) (i32.const 0x22))
          (then
            (local.set $end (i32.add (local.get $at) (i32.const 1)))
            (loop $string
              (local.set $end (call $nextInString (local.get $end) (local.get $to)))
              (br_if $more (i32.ge_u (local.get $end) (local.get $to)))
              (if (i32.eq (i32.load8_u (local.get $end)) (i32.const 0x5c))
                (then
                  (local.set $end (i32.add (local.get $end) (i32.const 2)))
                  (br $string))))
            (if (i32.and (i32.ge_s (local.get $start) (i32.const 0))
                         (i32.eq (local.get $depth) (i32.add (local.get $level) (i32.const 1))))
              (then
                ;; A string of the record's own level. The first eight bytes of its text, or with the quote that ends it.
                (local.set $size (i32.sub (i32.sub (local.get $end) (local.get $at)) (i32.const 1)))
                (local.set $word (i64.load offset=1 (local.get $at)))
                (block $noKey
                  (block $name
                    (block $list
                      (block $detail
                        ;; `eventNam` or `EventNam`, of nine bytes with an `e` at the end
                        (br_if $name (i32.and (i32.eq (local.get $size) (i32.const 9))
                          (i32.and
                            (i32.eq (i32.load8_u offset=9 (local.get $at)) (i32.const 0x65))
                            (i64.eq (i64.or (local.get $word) (i64.const 0x20)) (i64.const 0x6d614e746e657665)))))
                        ;; `Records"`
                        (br_if $list (i64.eq (local.get $word) (i64.const 0x227364726f636552)))
                        (local.set $word (i64.and (local.get $word) (i64.const 0x00ffffffffffffff)))
                        ;; `Events"`
                        (br_if $list (i64.eq (local.get $word) (i64.const 0x0022_73746e657645)))
                        ;; `detail"`
                        (br_if $detail (i64.eq (local.get $word) (i64.const 0x0022_6c6961746564)))
                        (br $noKey))
                      ;; An event of EventBridge holds the record under `detail`, and its name with it.
                      (local.set $value (call $skipBlanks (i32.add (local.get $end) (i32.const 1)) (local.get $to)))
                      (br_if $more (i32.ge_u (local.get $value) (local.get $to)))
                      (br_if $noKey (i32.ne (i32.load8_u (local.get $value)) (i32.const 0x3a)))
                      (local.set $value (call $skipBlanks (i32.add (local.get $value) (i32.const 1)) (local.get $to)))
                      (br_if $more (i32.ge_u (local.get $value) (local.get $to)))
                      (br_if $noKey (i32.ne (i32.load8_u (local.get $value)) (i32.const 0x7b)))
                      (br_if $noKey (local.get $nameEnd))
                      (local.set $nameStart (i32.add (local.get $at) (i32.const 1)))
                      (local.set $nameEnd (local.get $end))
                      (br $noKey))
                    ;; A list of records in an object of the uppermost level: the object only wraps them, and is none itself.
                    (br_if $noKey (local.get $level))
                    (local.set $value (call $skipBlanks (i32.add (local.get $end) (i32.const 1)) (local.get $to)))
                    (br_if $more (i32.ge_u (local.get $value) (local.get $to)))
                    (br_if $noKey (i32.ne (i32.load8_u (local.get $value)) (i32.const 0x3a)))
                    (local.set $value (call $skipBlanks (i32.add (local.get $value) (i32.const 1)) (local.get $to)))
                    (br_if $more (i32.ge_u (local.get $value) (local.get $to)))
                    (br_if $noKey (i32.ne (i32.load8_u (local.get $value)) (i32.const 0x5b)))
                    (local.set $at (local.get $value))
                    (local.set $start (i32.const -1))
                    (local.set $depth (i32.const 1))
                    (local.set $level (i32.const 2))
                    (br $next))
                  ;; The event name.
                  (local.set $value (call $skipBlanks (i32.add (local.get $end) (i32.const 1)) (local.get $to)))
                  (br_if $more (i32.ge_u (local.get $value) (local.get $to)))
                  (br_if $noKey (i32.ne (i32.load8_u (local.get $value)) (i32.const 0x3a)))
                  (local.set $value (call $skipBlanks (i32.add (local.get $value) (i32.const 1)) (local.get $to)))
                  (br_if $more (i32.ge_u (local.get $value) (local.get $to)))
                  (br_if $noKey (i32.ne (i32.load8_u (local.get $value)) (i32.const 0x22)))
                  (local.set $value (i32.add (local.get $value) (i32.const 1)))
                  (local.set $end (call $nextInString (local.get $value) (local.get $to)))
                  (br_if $more (i32.ge_u (local.get $end) (local.get $to)))
                  (if (i32.eq (i32.load8_u (local.get $end)) (i32.const 0x22))
                    (then
                      (local.set $nameStart (local.get $value))
                      (local.set $nameEnd (local.get $end)))
                    ;; A name with a backslash is no event's: the text is gone through as any other.
                    (else (local.set $end (i32.sub (local.get $value) (i32.const 2))))))))
            (local.set $at (i32.add (local.get $end) (i32.const 1)))
            (br $next)))

        (if (i32.eq (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x7b))
          (then
            (if (i32.and (i32.eqz (local.get $depth)) (i32.eq (local.get $byte) (i32.const 0x5b)))
              (then (local.set $level (i32.const 1)))
              (else
                (if (i32.and (i32.eq (local.get $depth) (local.get $level)) (i32.eq (local.get $byte) (i32.const 0x7b)))
                  (then
                    (local.set $start (local.get $at))
                    (local.set $nameEnd (i32.const 0))
                    (if (local.get $level)
                      (then
                        (local.set $end (call $record (local.get $at) (local.get $to)))
                        (br_if $more (i32.eqz (local.get $end)))
                        (global.set $records (i32.add (global.get $records) (i32.const 1)))
                        (if (if (result i32) (global.get $nameEnd)
                              (then (call $likely (global.get $nameStart) (global.get $nameEnd)))
                              (else (i32.const 0)))
                          (then
                            (global.set $depth (local.get $depth))
                            (global.set $level (local.get $level))
                            (global.set $start (local.get $start))
                            (global.set $end (local.get $end))
                            (return (i32.const 1))))
                        (local.set $start (i32.const -1))
                        (local.set $at (local.get $end))
                        (br $next)))))))
            (local.set $depth (i32.add (local.get $depth) (i32.const 1)))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $next)))

        (if (i32.eq (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x7d))
          (then
            (local.set $depth (i32.sub (local.get $depth) (i32.const 1)))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (if (i32.eq (local.get $depth) (local.get $level))
              (then
                (if (i32.ge_s (local.get $start) (i32.const 0))
                  (then
                    (global.set $records (i32.add (global.get $records) (i32.const 1)))
                    (if (if (result i32) (local.get $nameEnd)
                          (then (call $likely (local.get $nameStart) (local.get $nameEnd)))
                          (else (i32.const 0)))
                      (then
                        (global.set $depth (local.get $depth))
                        (global.set $level (local.get $level))
                        (global.set $start (local.get $start))
                        (global.set $end (local.get $at))
                        (global.set $nameStart (local.get $nameStart))
                        (global.set $nameEnd (local.get $nameEnd))
                        (return (i32.const 1))))
                    (local.set $start (i32.const -1))))
                (br $next)))
            (if (i32.eqz (local.get $depth))
              (then
                (local.set $level (i32.const 0))
                (br $next)))
            (if (i32.lt_s (local.get $depth) (i32.const 0)) (then (return (i32.const 3))))
            ;; Behind the list, in the object that wraps it, no object is a record any more.
            (if (i32.lt_s (local.get $depth) (local.get $level)) (then (local.set $level (i32.const -2))))
            (br $next)))

        ;; Another byte. Within values it is none of ours; between them only blanks, commas and a byte order mark may stand.
        (if (i32.eqz (local.get $depth))
          (then
            (if (i32.and
                  (i32.gt_u (local.get $byte) (i32.const 0x20))
                  (i32.and
                    (i32.and (i32.ne (local.get $byte) (i32.const 0x2c)) (i32.ne (local.get $byte) (i32.const 0xef)))
                    (i32.and (i32.ne (local.get $byte) (i32.const 0xbb)) (i32.ne (local.get $byte) (i32.const 0xbf)))))
              (then (return (i32.const 2))))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))

    (if (i32.ge_s (local.get $start) (i32.const 0))
      (then
        (local.set $at (local.get $start))
        (local.set $depth (local.get $level))))
    (global.set $depth (local.get $depth))
    (global.set $level (local.get $level))
    (global.set $start (select (local.get $at) (local.get $to) (i32.lt_u (local.get $at) (local.get $to))))
    (i32.const 0))
)
