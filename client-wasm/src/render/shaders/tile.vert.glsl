// Places a quad of a picture on the drawing surface. See quad.rs for what comes in.
layout(location = 0) in vec4 a_place;   // left, top, width, height in map pixels
layout(location = 1) in vec4 a_source;  // the same on the picture, in its pixels
layout(location = 2) in uint a_flips;   // 1 horizontal, 2 vertical, 4 diagonal
layout(location = 3) in float a_turn;   // clockwise around the middle, radians
layout(location = 4) in uvec3 a_span;   // shown from x up to y of every z milliseconds; z 0: always

uniform vec4 u_clip;    // device pixels to clip space: factor, shift
uniform vec2 u_shift;   // the layer's origin in device pixels
uniform float u_scale;  // device pixels per map pixel
uniform uint u_time;    // milliseconds
uniform vec4 u_frame;   // for image layers: place of the unit square; else 0 0 1 1
uniform vec2 u_copies;  // for image layers: pictures side by side, times the size; else 1 1

out vec2 v_texel;
flat out vec4 v_source;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    vec2 size = a_place.zw * u_frame.zw;
    vec2 from = a_place.xy * u_frame.zw + u_frame.xy;
    vec2 at;
    if (a_turn == 0.0) {
        // Edges lie on whole pixels. Neighbours compute the same edge from the same numbers, so
        // there is neither a gap nor an overlap between them.
        at = floor((from + size * corner) * u_scale + u_shift + 0.5);
    } else {
        vec2 arm = (corner - 0.5) * size;
        float s = sin(a_turn), c = cos(a_turn);
        arm = vec2(arm.x * c - arm.y * s, arm.x * s + arm.y * c);
        at = (from + size * 0.5 + arm) * u_scale + u_shift;
    }

    vec2 picked = corner;
    if ((a_flips & 1u) != 0u) picked.x = 1.0 - picked.x;
    if ((a_flips & 2u) != 0u) picked.y = 1.0 - picked.y;
    if ((a_flips & 4u) != 0u) picked = picked.yx;
    v_source = vec4(a_source.xy, a_source.zw * u_copies);
    v_texel = picked * v_source.zw;

    gl_Position = vec4(at * u_clip.xy + u_clip.zw, 0.0, 1.0);
    if (a_span.z != 0u) {
        uint now = u_time % a_span.z;
        // Another picture's turn: all corners on one spot outside.
        if (now < a_span.x || now >= a_span.y) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    }
}
