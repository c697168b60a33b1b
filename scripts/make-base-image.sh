#!/usr/bin/env bash
# Makes the base image of Dockerfile.runner without any image registry: the few Debian packages that hold the GNU
# programs (fetched and verified by apt), the Node.js binary of this machine, `docker import`. Debian 12 or newer, no root.
# Usage: scripts/make-base-image.sh [image]     NODE=/path/to/node picks another binary.
set -euo pipefail

image=${1:-zops-base:local}
node=$(readlink -f "${NODE:-$(command -v node)}")
packages=(coreutils grep hostname dash libc6 libc-bin libselinux1 libpcre2-8-0 libacl1 libattr1 libgmp10 libstdc++6 libgcc-s1)

# Unchanged inputs (this script, the packages' versions, node) make the same base: nothing to do.
versions=$(apt-cache policy "${packages[@]}" | grep -E '^\S|Candidate')
inputs=$({ cat "$0" "$node"; echo "$versions"; } | sha256sum | cut -d' ' -f1)
if [ "$(docker image inspect --format '{{index .Config.Labels "zops.inputs"}}' "$image" 2>/dev/null)" = "$inputs" ]; then
  echo "$image is up to date"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir -p "$work/debs" "$work/root/usr/bin" "$work/root/usr/sbin" "$work/root/usr/lib" "$work/root/usr/lib64" "$work/root/usr/local/bin"
for link in bin sbin lib lib64; do ln -s "usr/$link" "$work/root/$link"; done

# As root, apt downloads as its own unprivileged user.
[ "$(id -u)" != 0 ] || chown _apt "$work/debs"
(cd "$work/debs" && apt-get download -qq "${packages[@]}")
for deb in "$work"/debs/*.deb; do
  dpkg-deb --fsys-tarfile "$deb" | tar -C "$work/root" -xf - --keep-directory-symlink --exclude='./usr/share/*'
done
[ -e "$work/root/usr/bin/sh" ] || ln -s dash "$work/root/usr/bin/sh"
cp "$node" "$work/root/usr/local/bin/node"
chmod 755 "$work/root/usr/local/bin/node"

tar -C "$work/root" --owner=0 --group=0 --numeric-owner -cf - . |
  docker import --change "LABEL zops.inputs=$inputs" --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin' - "$image" >/dev/null
echo "$image made of ${#packages[@]} Debian packages and node $("$node" --version)"
