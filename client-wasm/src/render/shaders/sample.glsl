// Reads a picture at a spot given in its pixels. Needs `vec4 texel(ivec2)`, which returns one
// pixel, premultiplied, and keeps neighbours on the same picture out.
//
// Where each pixel of the picture covers the same whole number of device pixels, the nearest one
// is taken as it is. Else they keep sharp edges that are softened over one device pixel, so that
// they look equally wide.
uniform bool u_smooth;

vec4 texel(ivec2 at);

vec4 sample_at(vec2 spot) {
    if (!u_smooth) return texel(ivec2(floor(spot)));
    vec2 device = clamp(fwidth(spot), vec2(1e-4), vec2(1.0));
    vec2 low = floor(spot - 0.5);
    vec2 part = clamp((spot - 0.5 - low - 0.5) / device + 0.5, 0.0, 1.0);
    ivec2 at = ivec2(low);
    return mix(
        mix(texel(at), texel(at + ivec2(1, 0)), part.x),
        mix(texel(at + ivec2(0, 1)), texel(at + ivec2(1, 1)), part.x),
        part.y);
}
