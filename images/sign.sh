# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154  # the scripts that read it share its variables
#
# sign.sh — what makes a medium a signed one (docs/signing.md): the key that GRUB is built with, a
# signature beside every file that it loads, and one inside every UEFI loader. Invariant: a private
# key is used where it lies and is never copied; without --sign= nothing here does anything.

# The folder that scripts/keys.sh made, or nothing.
sign=''

# What GRUB needs to check a signature, which is RSA over SHA-512 here.
GRUB_SIGNED='pgp gcry_rsa gcry_sha512'

gpg_command=() gpg_home=''

sign_tools_need() {
    tools_need gpg:gpg gpgconf:gpgconf gpg-agent:gpg-agent sbsign:sbsigntool faketime:faketime \
        objcopy:binutils
}

sign_check() {
    local file

    [[ -d $sign && -r $sign && -x $sign ]] ||
        fail "--sign (SIGN=): there is no folder of keys '$sign': make keys SIGN=DIR makes one"
    for file in boot.gpg db.key db.crt gpg; do
        [[ -r $sign/$file ]] ||
            fail "--sign (SIGN=): '$sign' has no $file to be read: make keys SIGN=DIR makes whole folders"
    done
    file=$(find "$sign/db.key" "$sign/gpg" -perm /077 -print -quit)
    [[ -z $file ]] || fail "--sign (SIGN=): others may use '$file': chmod go= closes it"
    sign_tools_need
}

# gpg_home_open FOLDER: gpg_command uses the keys there through a short name, since the path of its
# agent's socket has little room; each caller has an agent of its own, that nobody else ends. For a
# subshell, whose end takes both away.
gpg_home_open() {
    local folder place=${TMPDIR:-/tmp}

    folder=$(readlink -f -- "$1")
    # A socket's path has at most 107 bytes (unix(7)), of which gpg's longest name and ours take 36.
    ((${#place} <= 71)) || place=/tmp
    gpg_home=$(mktemp -d "$place/noos-gpg.XXXXXX")
    trap gpg_home_close EXIT
    ln -s "$folder/gpg" "$gpg_home/private-keys-v1.d"
    gpg_command=(gpg --homedir "$gpg_home" --no-options --batch --no-tty --quiet
        --trust-model always --no-auto-check-trustdb --ignore-time-conflict)
    [[ ! -f $folder/boot.gpg ]] || "${gpg_command[@]}" --import "$folder/boot.gpg"
}

gpg_home_close() {
    gpgconf --homedir "$gpg_home" --kill gpg-agent || true
    rm -rf "$gpg_home"
}

# signatures_put FOLDER: a signature for each file of the content, by its number.
signatures_put() {
    local i

    mkdir -p "$1"
    gpg_home_open "$sign"
    for i in "${!content_paths[@]}"; do
        "${gpg_command[@]}" --faked-system-time "$SOURCE_DATE_EPOCH!" --digest-algo SHA512 \
            --output "$1/$i.sig" --detach-sign "${content_files[i]}"
    done
}

# sign_content: to every file that is listed so far its signature, as GRUB looks for it. Loaders come
# later and are signed by themselves.
sign_content() {
    local i count=${#content_paths[@]}

    sign_loaders_check
    [[ -n $sign ]] || return 0
    step "gpg cannot sign with the key in $sign" signatures_put "$work/signatures"
    for ((i = 0; i < count; i++)); do
        content_add "${content_paths[i]}.sig" "$work/signatures/$i.sig" signature
    done
}

# sign_loaders_check: loaders and content belong to the same key, or nothing would start.
sign_loaders_check() {
    local file

    if [[ -z $sign ]]; then
        [[ ! -e $loaders/boot.gpg ]] || fail "the loaders in $loaders take signed files only: \
images/loaders.sh without --sign= makes others"
        return 0
    fi
    for file in boot.gpg db.crt; do
        cmp -s "$sign/$file" "$loaders/$file" || fail "the loaders in $loaders are not signed with \
the keys in $sign: images/loaders.sh --sign= makes them"
    done
}

# sign_template VARIABLE: of the text's lines, those that begin with @SIGNED@ stay in signed media
# only, and those with @PLAIN@ in others.
sign_template() {
    local -n template_out=$1
    local template_line template_kept='' keep=@PLAIN@ drop=@SIGNED@

    [[ -z $sign ]] || keep=@SIGNED@ drop=@PLAIN@
    while IFS= read -r template_line; do
        [[ $template_line == "$drop"* ]] || template_kept+=${template_line#"$keep"}$'\n'
    done <<<"$template_out"
    template_out=${template_kept%$'\n'}
}

# sign_grub_flags ARRAY PLATFORM: what grub-mkimage is told besides; --disable-shim-lock, since the
# firmware itself knows the key of the loader, and nobody asks a shim.
sign_grub_flags() {
    local -n grub_flags=$1

    grub_flags=()
    [[ -n $sign ]] || return 0
    grub_flags=(--pubkey "$sign/boot.gpg" --disable-shim-lock)
    [[ $2 == i386-pc* ]] || grub_flags+=(--sbat "$work/sbat.csv")
}

# sign_prepare: what sign_grub_flags points to. The generations in the SBAT section, by which broken
# loaders are revoked, are those of the GRUB that is installed, as its own programs carry them.
sign_prepare() {
    local program=$grub_files/x86_64-efi/monolithic/grubx64.efi

    [[ -n $sign ]] || return 0
    [[ -f $program ]] || fail "$program is missing: apt install grub-efi-amd64-bin"
    step "cannot read the SBAT section of $program" sbat_put "$program" "$work/sbat.csv"
}

sbat_put() {
    objcopy -O binary -j .sbat "$1" "$2.grub"
    tr -d '\0' <"$2.grub" >"$2"
    grep -q '^grub,' "$2"
    printf 'noos,1,NoOS,noos,%s,mailto:root@localhost\n' "$version" >>"$2"
}

# sign_loader FILE: the signature of a UEFI loader, inside it; the clock stands still, since the time
# is in there, too.
sign_loader() {
    faketime -f "$(date -u -d "@$SOURCE_DATE_EPOCH" '+%F %T')" \
        sbsign --key "$sign/db.key" --cert "$sign/db.crt" --output "$1.signed" "$1" >/dev/null || return
    sbverify --cert "$sign/db.crt" "$1.signed" >/dev/null || return
    mv -f "$1.signed" "$1"
}
