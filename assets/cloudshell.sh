# {about}
bash -s <<'SESAME'
set -eu
export AWS_PAGER=''
made=$({look} --output text --query "User.Tags[?Key=='managed-by' && Value=='sesame'].Value | [0]" 2>&1) || case $made in
    *NoSuchEntity*)
        {create} >/dev/null
        {wait}
        echo {user_made}
        made=sesame
        ;;
    *)
        echo "$made"
        exit 1
        ;;
esac
if [ "$made" != sesame ] && [ {adopt} != yes ]; then
    echo {user_foreign}
    exit 1
fi
has=$({has} --output text --query {named})
if [ -n "$has" ]; then
    echo {policy_there}
else
    {grant}
    echo {policy_made}
fi
keys=$({list} --output text --query 'AccessKeyMetadata[].AccessKeyId')
if [ -n "$keys" ]; then
    echo {key_there} $keys
    exit 0
fi
echo {key_made}
AWS_MAX_ATTEMPTS=1 {issue} --output json
SESAME
