// Colours a quad: one part of a picture, tinted and faded as Tiled does it.
in vec2 v_texel;
flat in vec4 v_source;

uniform sampler2D u_picture;
uniform ivec2 u_size;     // of the picture, in pixels
uniform vec2 u_shrink;    // pixels of the texture per pixel of the picture; below 1 where it was too large
uniform bool u_missing;   // there is no picture: a chequered pattern instead
uniform vec4 u_key;       // a colour that counts as transparent, if a is 1
uniform vec4 u_tint;
uniform float u_opacity;

out vec4 colour;

// Eight-bit steps after each operation are what Tiled's painter has; with them the result is the
// same to the last bit.
vec4 to_bytes(vec4 c) {
    return floor(c * 255.0 + 0.5) / 255.0;
}

vec4 texel(ivec2 at) {
    at = clamp(at, ivec2(0), ivec2(v_source.zw) - 1) + ivec2(v_source.xy);
    if (u_missing) {
        bool light = ((at.x ^ at.y) & 8) == 0;
        return light ? vec4(0.42, 0.12, 0.42, 0.6) : vec4(0.08, 0.06, 0.1, 0.6);
    }
    // Only the repetitions of an image layer reach beyond a picture on purpose.
    if (any(greaterThanEqual(at, u_size))) {
        if (v_source.xy != vec2(0.0) || ivec2(v_source.zw) == u_size) return vec4(0.0);
        at %= u_size;
    }
    vec4 c = texelFetch(u_picture, ivec2((vec2(at) + 0.5) * u_shrink), 0);
    bool keyed = u_key.a == 1.0 && c.a == 1.0 && all(lessThan(abs(c.rgb - u_key.rgb), vec3(0.002)));
    return keyed ? vec4(0.0) : c;
}

void main() {
    vec4 c = sample_at(v_texel);
    if (u_tint != vec4(1.0)) {
        // Multiplied over an opaque ground, then cut back to the picture's own alpha.
        vec3 multiplied = to_bytes(vec4(u_tint.rgb * (c.rgb + 1.0 - c.a), 1.0)).rgb;
        c = to_bytes(vec4(multiplied * c.a, c.a));
        c = to_bytes(c * u_tint.a);
    }
    if (u_opacity < 1.0) c = to_bytes(c * u_opacity);
    colour = c;
}
