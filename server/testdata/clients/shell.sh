# sh -e shell.sh curl|wget: what both do; call METHOD PATH [TYPE FILE] leaves the status in $status and the answer in the file answer.
box=010460026600575520021121051210AL65588523 unknown=04600266005755unknown
type= file= token=

curl_call() {
  set -- "$1" "$2" ${type:+-H "Content-Type: $type"} ${file:+--data-binary "@$file"} ${token:+-H "Authorization: Bearer $token"}
  method=$1 path=$2; shift 2
  status=$(command curl -sS -o answer -w '%{http_code}' -X "$method" "$@" "$TRUE_API_URL$path")
}

wget_call() {
  set -- "$1" "$2" ${type:+--header "Content-Type: $type"} ${file:+--body-file "$file"} ${token:+--header "Authorization: Bearer $token"} \
    ${SSL_CERT_FILE:+--ca-certificate "$SSL_CERT_FILE"}
  method=$1 path=$2; shift 2
  command wget -q -S -O answer --content-on-error --method "$method" "$@" "$TRUE_API_URL$path" 2>headers || true
  status=$(sed -n 's/^ *HTTP[^ ]* \([0-9]*\).*/\1/p' headers | tail -1)
}

how=$1
call() { "${how}_call" "$@"; type= file=; }
field() { sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/" answer; }
count() { grep -o "$1" answer | wc -l; }

call GET /auth/key
uuid=$(field uuid) data=$(field data)
echo key ${#data}
printf '{"uuid":"%s","data":"%s"}' "$uuid" "$(printf %s "$data" | "$SIGN")" >request
type=application/json file=request
call POST /auth/simpleSignIn
signed=$(field token)
token=$signed
echo token $(echo "$token" | tr . '\n' | wc -l)
call GET /elk/product-groups/balance/all
echo balance $(count '"contractId"')
printf '["%s","%s"]' $box $unknown >request
type=application/json file=request
call POST /cises/info
echo info $(count '"cisInfo"')
call POST "/cises/list?values=$box&values=00000046082251PW%3F%26%3BGe"
echo list $(count '"cis"')
{
  for part in content:"$CONTENT" signature:"$SIGNATURE"; do
    printf -- '--XYZ\r\nContent-Disposition: form-data; name="%s"\r\n\r\n' "${part%%:*}"
    cat "${part#*:}"
    printf '\r\n'
  done
  printf -- '--XYZ--\r\n'
} >request
type='multipart/form-data; boundary=XYZ' file=request
call POST /edo-api/outgoing-documents/formal
id=$(field id)
echo act $status ${#id}
call GET '/edo-api/outgoing-documents?limit=5&offset=0&statuses=1&statuses=3&type=1000'
echo documents $(count '"created_at"')
call GET /edo-api/outgoing-documents/$id/base64
echo body $(base64 -d <answer | head -c 5 | grep -q '<?xml' && echo true || echo false)
call GET "/cises/history?code=$unknown"
echo history $status "$(field error_message)"
token=
call GET /elk/product-groups/balance/all
[ $how = wget ] && echo 'Full authentication is required' >answer # wget shows nobody the text of a 401
echo anonymous $status $(grep -q 'Full authentication is required' answer && echo true || echo false)
