// Colours one part of an avatar: grey art times its tint.
in vec2 v_texel;
flat in vec2 v_sheet;
flat in vec4 v_tint;

uniform sampler2D u_picture;

const int FRAME = 32;

out vec4 colour;

vec4 texel(ivec2 at) {
    at = clamp(at, 0, FRAME - 1) + ivec2(v_sheet);
    if (any(greaterThanEqual(at, textureSize(u_picture, 0)))) return vec4(0.0);
    return texelFetch(u_picture, at, 0);
}

void main() {
    vec4 c = sample_at(v_texel);
    colour = vec4(c.rgb * v_tint.rgb, c.a);
}
